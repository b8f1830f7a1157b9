using System.IO.Hashing;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.Options;
using SaaSGate.Contracts.Ids;
using SaaSGate.Gateway.Recording;
using SaaSGate.Inspection;

namespace SaaSGate.Gateway.Sessions;

/// <summary>
/// Finds the session of a request: by the <c>saasgate-session</c> header, else by the trace of <c>traceparent</c>, else as the
/// continuation of a conversation (Claude's API is stateless: each turn sends the turns before it again), else as what the same
/// skill goes on doing, else a new one.
/// <para>
/// What has a name or a trace is one session a day (UTC) on every gateway, so that a lock of the session holds on all of them and after a start. The others are
/// known to this gateway alone, in memory: idle for half an hour or a day old, they are over.
/// </para>
/// </summary>
/// <param name="clock">Measures how long nothing came.</param>
/// <param name="options">How long a skill may be quiet within one run.</param>
internal sealed class SessionStitcher(TimeProvider clock, IOptions<GatewayOptions> options)
{
    /// <summary>Places of one organisation that are remembered.</summary>
    public const int MostPlaces = 50_000;

    /// <summary>The key of what a skill does without a name: no hash of messages, but for one in 2^128.</summary>
    private static readonly UInt128 Unnamed = UInt128.Zero;

    private static readonly TimeSpan Idle = TimeSpan.FromMinutes(30), LongestRun = TimeSpan.FromHours(1), LongestConversation = TimeSpan.FromDays(1), BetweenSweeps = TimeSpan.FromMinutes(1);
    private readonly System.Threading.Lock _gate = new();
    private readonly Dictionary<string, RecentPlaces> _organisations = new(StringComparer.Ordinal);
    private readonly long _seed = BitConverter.ToInt64(RandomNumberGenerator.GetBytes(8));
    private long _swept = clock.GetTimestamp();

    /// <summary>Finds where a request belongs, and remembers it for those that follow.</summary>
    /// <param name="owner">Whose request.</param>
    /// <param name="name">What its <c>saasgate-session</c> says, or null.</param>
    /// <param name="traceParent">Its <c>traceparent</c>; empty or any text where it has none.</param>
    /// <param name="body">The whole body, JSON or empty.</param>
    /// <param name="exchangeId">The exchange that it begins.</param>
    public SessionPlace Stitch(SessionOwner owner, string? name, string traceParent, ReadOnlySpan<byte> body, string exchangeId)
    {
        var prefixes = Prefixes(body);
        var given = name is not null ? owner.SessionOf("name", name, clock.GetUtcNow())
            : TraceContext.TraceOf(traceParent) is { } trace ? owner.SessionOf("trace", trace, clock.GetUtcNow())
            : null;
        lock (_gate)
        {
            var (skill, now) = (owner.SkillId, clock.GetTimestamp());
            var places = PlacesOf(owner.OrganisationId, now);
            var before = Before(places, skill, prefixes, now);
            RecentPlace? goesOn = given is not null ? null
                : before is { } turn && clock.GetElapsedTime(turn.Began, now) < LongestConversation ? before
                : Find(places, skill, Unnamed, options.Value.SessionIdle, now) is { } run && clock.GetElapsedTime(run.Began, now) < LongestRun ? run
                : null;
            var place = new RecentPlace(given ?? goesOn?.Session ?? Id<Session>.New(clock).Value, exchangeId, goesOn?.Began ?? now, now);
            if (prefixes.Count > 0)
                places.Set(skill, prefixes[^1], place);
            if (given is null)
                places.Set(skill, Unnamed, place);
            return new SessionPlace(place.Session, before is { } parent && parent.Session == place.Session ? parent.Exchange : null);
        }
    }

    /// <summary>Whose messages are the longest beginning of these, short of all of them: the same prompt twice begins twice.</summary>
    private RecentPlace? Before(RecentPlaces places, string skill, List<UInt128> prefixes, long now)
    {
        for (var i = prefixes.Count - 2; i >= 0; i--)
        {
            if (Find(places, skill, prefixes[i], Idle, now) is { } known)
                return known;
        }
        return null;
    }

    private RecentPlace? Find(RecentPlaces places, string skill, UInt128 key, TimeSpan idle, long now) =>
        places.Find(skill, key) is { } known && clock.GetElapsedTime(known.At, now) < idle ? known : null;

    private RecentPlaces PlacesOf(string organisation, long now)
    {
        if (clock.GetElapsedTime(_swept, now) >= BetweenSweeps)
        {
            _swept = now;
            foreach (var (id, known) in _organisations)
            {
                known.Forget(at => clock.GetElapsedTime(at, now) >= Idle);
                if (known.IsEmpty)
                    _organisations.Remove(id);
            }
        }
        if (!_organisations.TryGetValue(organisation, out var places))
            _organisations.Add(organisation, places = new RecentPlaces(MostPlaces));
        return places;
    }

    /// <summary>A hash for each prefix of the messages: after the first, the first two, and so on.</summary>
    private List<UInt128> Prefixes(ReadOnlySpan<byte> body)
    {
        var hashes = new List<UInt128>();
        if (body.IsEmpty)
            return hashes;
        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = Inspector.MaxJsonDepth });
        var running = new XxHash128(_seed);
        while (reader.Read())
        {
            if (reader.CurrentDepth != 1 || reader.TokenType != JsonTokenType.PropertyName)
                continue;
            var messages = reader.ValueTextEquals("messages"u8);
            reader.Read();
            if (!messages || reader.TokenType != JsonTokenType.StartArray)
            {
                reader.Skip();
                continue;
            }
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                var start = (int)reader.TokenStartIndex;
                reader.Skip();
                running.Append(body[start..(int)reader.BytesConsumed]);
                hashes.Add(running.GetCurrentHashAsUInt128());
            }
        }
        return hashes;
    }
}
