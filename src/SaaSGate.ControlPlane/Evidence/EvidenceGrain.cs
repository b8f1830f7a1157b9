using Microsoft.Extensions.Logging;
using SaaSGate.Contracts.Ids;
using SaaSGate.ControlPlane.Hosting;

namespace SaaSGate.ControlPlane.Evidence;

/// <inheritdoc cref="IEvidenceGrain"/>
internal sealed class EvidenceGrain(EvidenceWork work, ILogger<EvidenceGrain> logger) : JobGrain("evidence", logger), IEvidenceGrain
{
    protected override Task RunAsync(Id<Organisation> organisation, string id, CancellationToken cancellationToken) =>
        work.RunAsync(organisation, Id<EvidenceExport>.Parse(id), cancellationToken);
}
