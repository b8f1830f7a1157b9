using SaaSGate.Contracts.Problems;
using SaaSGate.Contracts.RegionLink;
using SaaSGate.Gateway.Authentication;
using SaaSGate.Gateway.Leases;
using SaaSGate.Gateway.Refusals;
using SaaSGate.Inspection.Calls;

namespace SaaSGate.Gateway.Exchanges;

/// <summary>An exchange under way: what stops can name of it, and the way to cut it.</summary>
internal sealed class LiveExchange : IDisposable
{
    private readonly Lock _bodyGate = new();
    private readonly CancellationTokenSource _ending;
    private readonly ExchangeRegistry _registry;
    private ReadOnlyMemory<byte> _body;
    private Refusal? _cut;
    private volatile bool _callsUnjudged;

    public LiveExchange(
        ExchangeRegistry registry, string exchangeId, string sessionId, AuthenticatedSkill skill, ReadOnlyMemory<byte> body, long since, CancellationToken clientGone)
    {
        _registry = registry;
        _body = body;
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
    public Refusal? CutBy => Volatile.Read(ref _cut);

    /// <summary>An answer goes on, and nobody looks where its calls of tools go.</summary>
    public bool CallsUnjudged
    {
        get => _callsUnjudged;
        set => _callsUnjudged = value;
    }

    /// <summary>Whether Claude may call tools that the skill runs.</summary>
    public bool MayCallTools
    {
        get
        {
            lock (_bodyGate)
                return Reach.HasTools(_body.Span);
        }
    }

    /// <summary>Cuts it; false when it was cut before.</summary>
    public bool Cut(Refusal why)
    {
        if (Interlocked.CompareExchange(ref _cut, why, null) is not null)
            return false;
        ExchangeRegistry.Cancel(_ending);
        return true;
    }

    /// <summary>
    /// Cuts it where the lease has run out (promise 3): to be called before each write, and not before the last words. What is cut writes nothing more, though
    /// <see cref="Ending"/> may come a moment later.
    /// </summary>
    /// <exception cref="OperationCanceledException">It is cut.</exception>
    public void Require(Lease lease)
    {
        if (CutBy is null && lease.IsFresh)
            return;
        Cut(GatewayProblems.LeaseExpired);
        throw new OperationCanceledException("The exchange is cut.");
    }

    /// <summary>Whether a lock of the organisation names what the exchange belongs to, its skill being this.</summary>
    public bool IsHitBy(Stop stop, SkillView skill) => stop.Kind switch
    {
        StopKind.Organisation => Skill.Tenant.OrganisationId == stop.TargetId,
        StopKind.Person => skill.OwnerUserId == stop.TargetId,
        StopKind.Skill => skill.Id == stop.TargetId,
        StopKind.Credential => Skill.KeyId == stop.TargetId || Skill.TokenId == stop.TargetId,
        StopKind.Connection => Skill.Connection.Id == stop.TargetId || skill.ConnectionId == stop.TargetId,
        StopKind.Session => SessionId == stop.TargetId,
        StopKind.Label => skill.Labels.Contains(stop.TargetId),
        _ => false,
    };

    /// <summary>The first of these locks on destinations that the request goes to; null when it goes to none, or the exchange is over.</summary>
    public Stop? GoesTo(IReadOnlyList<Stop> locked)
    {
        var patterns = locked.Select(stop => stop.TargetId).ToArray();
        if (Array.Find(patterns, pattern => Reach.IsMeant(pattern, Skill.Connection.BaseUrl.Host)) is not { } found)
        {
            // The body's memory goes back when the exchange ends, and not while it is looked at.
            lock (_bodyGate)
                found = Reach.OfRequest(_body.Span, patterns);
        }
        return found is null ? null : locked.First(stop => stop.TargetId == found);
    }

    public void Dispose()
    {
        _registry.Remove(this);
        lock (_bodyGate)
            _body = default;
        _ending.Dispose();
    }
}
