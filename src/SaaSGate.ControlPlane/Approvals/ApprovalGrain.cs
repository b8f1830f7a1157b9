using SaaSGate.Contracts.Ids;
using SaaSGate.ControlPlane.Live;
using SaaSGate.Postgres.Approvals;
using SaaSGate.Postgres.Audit;

namespace SaaSGate.ControlPlane.Approvals;

/// <inheritdoc cref="IApprovalGrain"/>
internal sealed class ApprovalGrain(ApprovalStore approvals, HoldStore holds, LiveNotices notices, TimeProvider clock) : Grain, IApprovalGrain
{
    private static readonly TimeSpan Never = Timeout.InfiniteTimeSpan;

    private ApprovalSnapshot? _known;
    private IGrainTimer? _timer;

    private Id<Organisation> Organisation => Id<Organisation>.Parse(GrainKeys.OrganisationOf(this.GetPrimaryKeyString())!);

    private Id<Approval> Approval => Id<Approval>.Parse(GrainKeys.IdOf(this.GetPrimaryKeyString()));

    public async Task<ApprovalSnapshot?> GetAsync() => _known ?? await RefreshAsync();

    public async Task<ApprovalSnapshot?> RefreshAsync()
    {
        var row = await approvals.FindAsync(new(Organisation, Actor.System.Id), Approval, CancellationToken.None);
        _known = row is null ? null : new(row.Id, row.State, row.ExpiresAt);
        _timer?.Dispose();
        _timer = null;
        if (_known is { State: "pending" or "approved" } live)
        {
            var left = live.ExpiresAt - clock.GetUtcNow();
            _timer = this.RegisterGrainTimer(ExpireAsync, new() { DueTime = left > TimeSpan.Zero ? left : TimeSpan.Zero, Period = Never, KeepAlive = true });
        }

        return _known;
    }

    /// <summary>Whatever the clock here says, PostgreSQL ends it only when its time is up; then the sweep does what this misses.</summary>
    private async Task ExpireAsync(CancellationToken cancellationToken)
    {
        notices.FeedAdvanced(await holds.ExpireAsync(Organisation, Approval.Value, cancellationToken));
        var row = await approvals.FindAsync(new(Organisation, Actor.System.Id), Approval, cancellationToken);
        _known = row is null ? null : new(row.Id, row.State, row.ExpiresAt);
    }
}
