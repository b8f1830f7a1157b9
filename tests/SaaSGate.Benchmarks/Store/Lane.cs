using System.Security.Cryptography;
using Google.Protobuf;
using SaaSGate.Contracts.Ids;
using SaaSGate.Contracts.RegionLink;
using SaaSGate.Inspection.Requests;
using SaaSGate.Postgres.Recording;

namespace SaaSGate.Benchmarks.Store;

/// <summary>One gateway's spool: conversations that go on side by side, their records in the order in which they would be made.</summary>
/// <param name="tenant">Whose.</param>
/// <param name="text">What they say.</param>
/// <param name="seed">Where chance begins.</param>
/// <param name="from">When the first exchange begins.</param>
/// <param name="step">How long after each other they begin.</param>
internal sealed class Lane(StoreTenant tenant, StoreText text, int seed, DateTimeOffset from, TimeSpan step)
{
    private const int Together = 100, Chunks = 4;
    private static readonly string[] Rules = ["no-mail", "no-cards", "bulk-export", "attack-prompt"];
    private readonly Random _random = new(seed);
    private readonly Conversation?[] _running = new Conversation?[Together];
    private readonly Moment _moment = new() { Now = from };
    private ulong _sequence;

    public string GatewayId { get; } = Id<Contracts.Ids.Gateway>.New(TimeProvider.System).Value;

    public string SpoolId { get; } = Guid.NewGuid().ToString("n");

    public DateTimeOffset Now => _moment.Now;

    /// <summary>Records of that many exchanges, with the bodies that their requests must still be taken apart from.</summary>
    public List<(RecordFrame Frame, byte[]? Body)> Next(int exchanges)
    {
        var records = new List<(RecordFrame, byte[]?)>(exchanges * (Chunks + 3));
        for (var i = 0; i < exchanges; i++)
        {
            var place = _random.Next(Together);
            var conversation = _running[place] ??= new(text, _random, Id<Session>.New(_moment).Value, tenant.Skills[(int)(_random.NextDouble() * _random.NextDouble() * tenant.Skills.Length)], Turns());
            Add(records, conversation);
            if (conversation.Turn == conversation.Turns)
                _running[place] = null;
            _moment.Now += step;
        }

        return records;
    }

    /// <summary>One conversation of that many turns by itself.</summary>
    public List<(RecordFrame Frame, byte[]? Body)> Alone(int turns)
    {
        var records = new List<(RecordFrame, byte[]?)>();
        var conversation = new Conversation(text, _random, Id<Session>.New(_moment).Value, tenant.Skills[0], turns);
        for (; conversation.Turn < turns; _moment.Now += step)
            Add(records, conversation);
        return records;
    }

    public IngestBatch Batch(IEnumerable<(RecordFrame Frame, byte[]? Body)> records) =>
        new(tenant.Organisation, GatewayId, "reg_1", SpoolId, [.. records.Select(record => new IngestRecord(record.Frame, record.Body is null ? null : Apart(record.Body)))]);

    private static RecordedRequest Apart(byte[] body)
    {
        var split = RequestBlocks.Split(body);
        return new(split.Skeleton, [.. split.Blocks.Select(block => block.Content)], "Generated");
    }

    private int Turns() => _random.Next(100) switch { < 30 => 1, < 60 => _random.Next(2, 6), < 85 => _random.Next(6, 16), _ => _random.Next(16, 51) };

    private void Add(List<(RecordFrame, byte[]?)> records, Conversation conversation)
    {
        var (request, response) = conversation.Next();
        var exchange = Id<Exchange>.New(_moment).Value;
        var chance = _random.Next(1000);
        var (decision, outcome) = chance switch { < 30 => ("block", "blocked"), < 45 => ("hold", "denied"), < 60 => ("allow", "client_gone"), < 75 => ("allow", "upstream_error"), _ => (conversation.Values.Count > 0 ? "mask" : "allow", "completed") };
        var rule = decision == "allow" ? "" : Rules[_random.Next(Rules.Length)];
        var started = new ExchangeStarted
        {
            SessionId = conversation.Session,
            SkillId = conversation.Skill.Id,
            OwnerUserId = conversation.Skill.Owner,
            ConnectionId = tenant.Connection,
            Method = "POST",
            Path = "/v1/messages",
            Model = conversation.Model,
            Streaming = true,
            ContentType = "application/json",
            RequestBytes = request.Length,
            Decision = new() { Kind = decision, Rule = rule, PolicyId = tenant.Policy, PolicyVersion = 1, Severity = rule.Length > 0 ? "low" : "" },
            Headers = { new HeaderRecord { Name = "anthropic-version", Value = "2023-06-01" } },
        };
        started.Findings.AddRange(conversation.Values.Select(value => new FindingRecord
        {
            Type = value.Type,
            Detector = value.Type.ToLowerInvariant(),
            Location = "/messages/0/content/0/text",
            Start = 10,
            End = 30,
            Score = 0.9,
            Label = $"[{value.Type}_{value.Value}Q]",
            Fingerprint = ByteString.CopyFrom(SHA256.HashData(BitConverter.GetBytes(value.Value))),
            Rule = rule,
            Direction = "request",
        }));
        Append(new() { Started = started }, request);
        if (outcome is "blocked" or "denied")
        {
            Append(new() { Ended = new() { Outcome = outcome, Problem = "policy_blocked" } });
            return;
        }

        Append(new() { Response = new() { Status = outcome == "upstream_error" ? 529 : 200, ContentType = "text/event-stream", RequestId = $"req_{_sequence}" } });
        for (var i = 0; i < Chunks; i++)
            Append(new() { Chunk = new() { Data = ByteString.CopyFrom(response[(response.Length * i / Chunks)..(response.Length * (i + 1) / Chunks)]) } });
        Append(new() { Ended = new() { Outcome = outcome, StopReason = "end_turn", InputTokens = request.Length / 4, OutputTokens = response.Length / 40 } });

        void Append(RecordFrame frame, byte[]? body = null)
        {
            (frame.OrganisationId, frame.ExchangeId, frame.At, frame.Sequence) = (tenant.Organisation.Value, exchange, UnixMicroseconds.Of(_moment.Now) + records.Count % 10 * 5000, ++_sequence);
            records.Add((frame, body));
        }
    }

    private sealed class Moment : TimeProvider
    {
        public DateTimeOffset Now { get; set; }

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
