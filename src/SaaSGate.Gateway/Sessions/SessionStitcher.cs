using System.IO.Hashing;
using System.Security.Cryptography;
using System.Text.Json;
using SaaSGate.Contracts.Ids;
using SaaSGate.Gateway.Requests;
using SaaSGate.Inspection;

namespace SaaSGate.Gateway.Sessions;

/// <summary>
/// Finds the session of a request: by the <c>saasgate-session</c> header, else as the continuation of a conversation (Claude's
/// API is stateless: each turn sends the turns before it again), else a new one. Memory only; a session idle for half an hour is over.
/// </summary>
internal sealed class SessionStitcher(TimeProvider clock)
{
    private const int MostEntries = 100_000;
    private static readonly TimeSpan Idle = TimeSpan.FromMinutes(30);
    private readonly System.Threading.Lock _gate = new();
    private readonly Dictionary<(string Skill, UInt128 Key), Known> _known = [];
    private readonly long _seed = BitConverter.ToInt64(RandomNumberGenerator.GetBytes(8));

    public string Stitch(ReceivedRequest request)
    {
        var skill = request.Skill.Entry.Skill.Id;
        var keys = request.SessionName is { } name ? [Hash(System.Text.Encoding.UTF8.GetBytes(name))] : Prefixes(request.Body.Span);
        var now = clock.GetTimestamp();
        lock (_gate)
        {
            if (_known.Count > MostEntries)
                Sweep(now);
            var session = Find(skill, keys, named: request.SessionName is not null, now) ?? Id<Session>.New(clock).Value;
            if (keys.Count > 0)
                _known[(skill, keys[^1])] = new Known(session, now);
            return session;
        }
    }

    private string? Find(string skill, List<UInt128> keys, bool named, long now)
    {
        // Without a name only a strict prefix counts: the same first prompt twice is two runs.
        for (var i = keys.Count - (named ? 1 : 2); i >= 0; i--)
        {
            if (_known.TryGetValue((skill, keys[i]), out var known) && clock.GetElapsedTime(known.At, now) < Idle)
                return known.Session;
        }
        return null;
    }

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

    private UInt128 Hash(ReadOnlySpan<byte> name) => XxHash128.HashToUInt128(name, _seed);

    private readonly record struct Known(string Session, long At);
}
