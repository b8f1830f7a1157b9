using Microsoft.Extensions.Logging;
using SaaSGate.Contracts.Ids;
using SaaSGate.ControlPlane.Hosting;

namespace SaaSGate.ControlPlane.Policies;

/// <inheritdoc cref="IBacktestGrain"/>
internal sealed class BacktestGrain(BacktestWork work, ILogger<BacktestGrain> logger) : JobGrain("backtest", logger), IBacktestGrain
{
    protected override Task RunAsync(Id<Organisation> organisation, string id, CancellationToken cancellationToken) =>
        work.RunAsync(organisation, Id<Backtest>.Parse(id), cancellationToken);
}
