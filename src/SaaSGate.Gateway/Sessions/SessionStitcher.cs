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
/// skill goes on doing, else a new one. Memory only; a session idle for half an hour is over.
/// </summary>
/// <param name="clock">Measures how long nothing came.</param>
/// <param name="options">How long a skill may be quiet within one run.</param>
internal sealed class SessionStitcher(TimeProvider clock, IOptions<GatewayOptions> options)
{
    private const int MostEntries = 100_000;
    private static readonly TimeSpan Idle = TimeSpan.FromMinutes(30), LongestRun = TimeSpan.FromHours(1);
    private readonly System.Threading.Lock _gate = new();
    private readonly Dictionary<(string Skill, UInt128 Key), Known> _known = [];
    private readonly long _seed = BitConverter.ToInt64(RandomNumberGenerator.GetBytes(8));

    /// <summary>Finds where a request belongs, and remembers it for those that follow.</summary>
    /// <param name="skill">Whose request.</param>
    /// <param name="name">What its <c>saasgate-session</c> says, or null.</param>
    /// <param name="traceParent">Its <c>traceparent</c>; empty or any text where it has none.</param>
    /// <param name="body">The whole body, JSON or empty.</param>
    /// <param name="exchangeId">The exchange that it begins.</param>
    public SessionPlace Stitch(string skill, string? name, string traceParent, ReadOnlySpan<byte> body, string exchangeId)
    {
        var prefixes = Prefixes(body);
        UInt128? given = name is not null ? Hash("name ", name) : TraceContext.TraceOf(traceParent) is { } trace ? Hash("trace ", trace) : null;
        var now = clock.GetTimestamp();
        lock (_gate)
        {
            if (_known.Count > MostEntries)
                Sweep(now);
            var before = Before(skill, prefixes, now);
            var session = given is { } key ? Find(skill, key, Idle, now)
                : before ?? (Find(skill, Hash("skill", ""), options.Value.SessionIdle, now) is { } run && clock.GetElapsedTime(run.Began, now) < LongestRun ? run : null);
            var known = new Known(session?.Session ?? Id<Session>.New(clock).Value, exchangeId, session?.Began ?? now, now);
            if (prefixes.Count > 0)
                _known[(skill, prefixes[^1])] = known;
            _known[(skill, given ?? Hash("skill", ""))] = known;
            return new SessionPlace(known.Session, before is { } parent && parent.Session == known.Session ? parent.Exchange : null);
        }
    }

    /// <summary>Whose messages are the longest beginning of these, short of all of them: the same prompt twice begins twice.</summary>
    private Known? Before(string skill, List<UInt128> prefixes, long now)
    {
        for (var i = prefixes.Count - 2; i >= 0; i--)
        {
            if (Find(skill, prefixes[i], Idle, now) is { } known)
                return known;
        }
        return null;
    }

    private Known? Find(string skill, UInt128 key, TimeSpan idle, long now) =>
        _known.TryGetValue((skill, key), out var known) && clock.GetElapsedTime(known.At, now) < idle ? known : null;

    private void Sweep(long now)
    {
        foreach (var (key, known) in _known)
        {
            if (clock.GetElapsedTime(known.At, now) >= Idle)
                _known.Remove(key);
        }
        if (_known.Count > MostEntries)
            _known.Clear();
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

    private UInt128 Hash(string kind, string name) => XxHash128.HashToUInt128(System.Text.Encoding.UTF8.GetBytes(kind + name), _seed);

    private readonly record struct Known(string Session, string Exchange, long Began, long At);
}
