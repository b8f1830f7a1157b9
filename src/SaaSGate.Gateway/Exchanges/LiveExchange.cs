using SaaSGate.Contracts.Problems;
using SaaSGate.Contracts.RegionLink;
using SaaSGate.Gateway.Authentication;
using SaaSGate.Gateway.Leases;

namespace SaaSGate.Gateway.Exchanges;

/// <summary>An exchange under way: what stops can name of it, and the way to cut it.</summary>
internal sealed class LiveExchange : IDisposable
{
    private readonly CancellationTokenSource _ending;
    private readonly ExchangeRegistry _registry;
    private Problem? _cut;

    public LiveExchange(ExchangeRegistry registry, string exchangeId, string sessionId, AuthenticatedSkill skill, long since, CancellationToken clientGone)
    {
        _registry = registry;
        ExchangeId = exchangeId;
        SessionId = sessionId;
        Skill = skill;
        Since = since;
        _ending = CancellationTokenSource.CreateLinkedTokenSource(clientGone);
    }

    public string ExchangeId { get; }

    public string SessionId { get; }

    public AuthenticatedSkill Skill { get; }

    /// <summary>When it came: a timestamp of the clock.</summary>
    public long Since { get; }

    /// <summary>Ends when the client has gone or the exchange was cut.</summary>
    public CancellationToken Ending => _ending.Token;

    /// <summary>Why it was cut, or null.</summary>
    public Problem? CutBy => Volatile.Read(ref _cut);

    public void Cut(Problem why)
    {
        if (Interlocked.CompareExchange(ref _cut, why, null) is null)
            ExchangeRegistry.Cancel(_ending);
    }

    /// <summary>Cuts it where the lease has run out (promise 3): to be called before each write.</summary>
    /// <exception cref="OperationCanceledException">It has.</exception>
    public void Require(Lease lease)
    {
        if (lease.IsFresh)
            return;
        Cut(GatewayProblems.LeaseExpired);
        throw new OperationCanceledException("The lease has run out.");
    }

    public bool IsHitBy(Stop stop) => stop.OrganisationId == Skill.Tenant.OrganisationId && (stop.Kind switch
    {
        StopKind.Organisation => Skill.Tenant.OrganisationId,
        StopKind.Person => Skill.Entry.Skill.OwnerUserId,
        StopKind.Skill => Skill.Entry.Skill.Id,
        StopKind.Credential => stop.TargetId == Skill.TokenId ? stop.TargetId : Skill.KeyId,
        StopKind.Connection => Skill.Connection.Id,
        StopKind.Session => SessionId,
        _ => null,
    }) == stop.TargetId;

    public void Dispose()
    {
        _registry.Remove(this);
        _ending.Dispose();
    }
}
