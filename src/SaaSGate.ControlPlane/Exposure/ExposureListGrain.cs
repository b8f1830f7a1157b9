using Microsoft.Extensions.Logging;
using SaaSGate.Contracts.Ids;
using SaaSGate.ControlPlane.Hosting;

namespace SaaSGate.ControlPlane.Exposure;

/// <inheritdoc cref="IExposureListGrain"/>
internal sealed class ExposureListGrain(ExposureListWork work, ILogger<ExposureListGrain> logger) : JobGrain("exposure-list", logger), IExposureListGrain
{
    protected override Task RunAsync(Id<Organisation> organisation, string id, CancellationToken cancellationToken) =>
        work.RunAsync(organisation, Id<ExposureList>.Parse(id), cancellationToken);
}
