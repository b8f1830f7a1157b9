using SaaSGate.Contracts.Ids;
using SaaSGate.ControlPlane.Live;
using SaaSGate.Postgres.Connections;
using SaaSGate.Postgres.Live;

namespace SaaSGate.ControlPlane.Connections;

/// <inheritdoc cref="IConnectionGrain"/>
internal sealed class ConnectionGrain(
    [PersistentState("connection")] IPersistentState<ConnectionState> state, ConnectionStore connections, FeedStore feed, LiveNotices notices, TimeProvider clock)
    : Grain, IConnectionGrain
{
    // A connection that answers says so with every exchange. Only a change is worth a write at once; the rest can be read from recordings.
    private static readonly TimeSpan BetweenWrites = TimeSpan.FromMinutes(1);
    private DateTimeOffset _writtenAt;
    private bool _isKnown, _isUnwritten;

    private Id<Organisation> Organisation => Id<Organisation>.Parse(GrainKeys.OrganisationOf(this.GetPrimaryKeyString())!);

    private string ConnectionId => GrainKeys.IdOf(this.GetPrimaryKeyString());

    /// <summary>What was never kept, or was lost, is found in the recordings.</summary>
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _isKnown = state.RecordExists;
        if (!_isKnown)
            state.State.Take(ConnectionReport.Of(await connections.ReadSignsAsync(Organisation, ConnectionId, cancellationToken)));
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) =>
        _isUnwritten ? state.WriteStateAsync(cancellationToken) : Task.CompletedTask;

    public async Task ReportAsync(ConnectionReport report)
    {
        // Which connection it was, a gateway says. What is not the organisation's own leaves no trace.
        if (!_isKnown && await connections.FindAsync(Organisation, ConnectionId, CancellationToken.None) is null)
            return;
        var before = state.RecordExists && state.State.IsFailing;
        state.State.Take(report);
        var changed = before != state.State.IsFailing;
        if (changed)
            await TellAsync();
        (_isKnown, _isUnwritten) = (true, true);
        if (changed || !state.RecordExists || clock.GetUtcNow() - _writtenAt >= BetweenWrites)
        {
            await state.WriteStateAsync();
            (_writtenAt, _isUnwritten) = (clock.GetUtcNow(), false);
        }
    }

    public Task<ConnectionHealth> GetHealthAsync() => Task.FromResult(state.State.ToHealth());

    private async Task TellAsync()
    {
        var health = state.State.ToHealth();
        notices.FeedAdvanced(Organisation.Value, await feed.AppendAsync(
            Organisation, "ConnectionChanged", ConnectionId, new { state = health.State, failure = health.LastFailure, since = health.FailingSince }, CancellationToken.None));
    }
}
