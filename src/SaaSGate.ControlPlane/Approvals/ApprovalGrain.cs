using SaaSGate.Contracts.Ids;
using SaaSGate.ControlPlane.Live;
using SaaSGate.Postgres.Approvals;

namespace SaaSGate.ControlPlane.Approvals;

/// <inheritdoc cref="IApprovalGrain"/>
internal sealed class ApprovalGrain(ApprovalStore approvals, HoldStore holds, LiveNotices notices, TimeProvider clock) : Grain, IApprovalGrain
{
    private static readonly TimeSpan Never = Timeout.InfiniteTimeSpan;

    private readonly ApprovalViewers _viewers = new(clock);
    private ApprovalSnapshot? _known;
    private IGrainTimer? _timer, _watch;

    private Id<Organisation> Organisation => Id<Organisation>.Parse(GrainKeys.OrganisationOf(this.GetPrimaryKeyString())!);

    private Id<Approval> Approval => Id<Approval>.Parse(GrainKeys.IdOf(this.GetPrimaryKeyString()));

    public async Task<ApprovalSnapshot?> GetAsync() => _known ?? await RefreshAsync();

    public async Task<ApprovalSnapshot?> RefreshAsync()
    {
        await ReadAsync();
        _timer?.Dispose();
        _timer = null;
        if (_known is { State: "pending" or "approved" } live)
        {
            var left = live.ExpiresAt - clock.GetUtcNow();
            _timer = this.RegisterGrainTimer(ExpireAsync, new() { DueTime = left > TimeSpan.Zero ? left : TimeSpan.Zero, Period = Never, KeepAlive = true });
        }

        return _known;
    }

    public async Task<IReadOnlyList<ApprovalViewer>> LookAsync(ApprovalViewer viewer)
    {
        if (_viewers.Add(viewer))
            await TellAsync();
        _watch ??= this.RegisterGrainTimer(ForgetAsync, new() { DueTime = ApprovalViewers.Length, Period = ApprovalViewers.Length });
        return _viewers.All;
    }

    public async Task LeaveAsync(string key)
    {
        if (_viewers.Remove(key))
            await TellAsync();
    }

    /// <summary>Whatever the clock here says, PostgreSQL ends it only when its time is up; then the sweep does what this misses.</summary>
    private async Task ExpireAsync(CancellationToken cancellationToken)
    {
        notices.FeedAdvanced(await holds.ExpireAsync(Organisation, Approval.Value, cancellationToken));
        await ReadAsync();
    }

    private async Task ReadAsync()
    {
        var standing = await approvals.FindStandingAsync(Organisation, Approval, CancellationToken.None);
        _known = standing is null ? null : new(Approval.Value, standing.State, standing.ExpiresAt);
    }

    private async Task ForgetAsync(CancellationToken cancellationToken)
    {
        if (_viewers.Forget())
            await TellAsync();
        if (_viewers.All.Count > 0)
            return;
        _watch?.Dispose();
        _watch = null;
    }

    /// <summary>The owner, and partners whose people look: each only while its grant lives, and only of those who may.</summary>
    private async Task TellAsync()
    {
        var owner = Organisation.Value;
        var readers = new HashSet<string>(StringComparer.Ordinal) { owner };
        foreach (var partner in _viewers.Organisations.Where(organisation => organisation != owner))
            if (await approvals.FindPlaceAsync(Id<Organisation>.Parse(partner), Approval, CancellationToken.None) is not null)
                readers.Add(partner);
            else
                _viewers.RemoveOf(partner);
        foreach (var reader in readers)
            notices.ViewersChanged(new(reader, Approval.Value, _viewers.All));
    }
}
