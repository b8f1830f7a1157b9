using Google.Protobuf;
using SaaSGate.Contracts.Ids;
using SaaSGate.Contracts.RegionLink;
using SaaSGate.Postgres.Recording;
using SaaSGate.TestKit;

namespace SaaSGate.Postgres.Tests.Recording;

/// <summary>A made-up spool of one gateway: writes records with sequences, and hands them out in batches.</summary>
internal sealed class Spool(TestTenant tenant)
{
    private readonly List<IngestRecord> _records = [];
    private long _now = UnixMicroseconds.Of(TimeProvider.System.GetUtcNow());

    public string GatewayId { get; init; } = Id<Contracts.Ids.Gateway>.New(TimeProvider.System).Value;

    public string SpoolId { get; } = Guid.NewGuid().ToString("n");

    public int Count => _records.Count;

    /// <summary>When the first record was made, Unix microseconds.</summary>
    public long StartedAt => _records[0].Frame.At;

    public string NewSession() => Id<Session>.New(TimeProvider.System).Value;

    public string Start(string session, string[] blocks, Action<ExchangeStarted>? change = null, DateTimeOffset? at = null, string? exchange = null)
    {
        exchange ??= Id<Exchange>.New(at is { } then ? new Fixed(then) : TimeProvider.System).Value;
        var started = new ExchangeStarted
        {
            SessionId = session,
            SessionName = "nightly",
            SkillId = tenant.Skill.Value,
            SkillKeyId = tenant.SkillKey.Value,
            OwnerUserId = tenant.Owner.Value,
            ConnectionId = tenant.Connection.Value,
            Method = "POST",
            Path = "/v1/messages",
            Model = "claude-test",
            Streaming = true,
            ContentType = "application/json",
            RequestBytes = 100,
            Decision = new() { Kind = "mask", Rule = "no mail", PolicyId = tenant.Policy.Value, PolicyVersion = 1, Severity = "low" },
            Headers = { new HeaderRecord { Name = "anthropic-version", Value = "2023-06-01" } },
        };
        change?.Invoke(started);
        var request = new RecordedRequest("{\0}"u8.ToArray(), [.. blocks.Select(block => (ReadOnlyMemory<byte>)System.Text.Encoding.UTF8.GetBytes(block))], "Sort this");
        Append(exchange, new() { Started = started }, request, at);
        return exchange;
    }

    public void Respond(string exchange) => Append(exchange, new()
    {
        Response = new() { Status = 200, ContentType = "text/event-stream", RequestId = "req_1", Headers = { new HeaderRecord { Name = "x", Value = "y" } } },
    });

    public void Chunk(string exchange, string data, int milliseconds = 5)
    {
        _now += milliseconds * 1000;
        Append(exchange, new() { Chunk = new() { Data = ByteString.CopyFromUtf8(data) } });
    }

    public void End(string exchange, string outcome = "completed", Action<ExchangeEnded>? change = null, DateTimeOffset? at = null)
    {
        var ended = new ExchangeEnded { Outcome = outcome, InputTokens = 10, OutputTokens = 20, StopReason = "end_turn" };
        change?.Invoke(ended);
        Append(exchange, new() { Ended = ended }, at: at);
    }

    public void Withheld(string exchange, CallWithheld call) => Append(exchange, new() { Withheld = call });

    /// <summary>The approval of a call that was kept back is used up.</summary>
    public void CallConsumed(string exchange, string approval) => Append(exchange, new() { Consumed = new() { ApprovalId = approval, OfCall = true } });

    /// <summary>An exchange that makes a batch, open as yet.</summary>
    public string SendBatch(string? session = null, Action<BatchNoted>? change = null, DateTimeOffset? at = null)
    {
        var exchange = Start(session ?? NewSession(), ["a"], started => started.Path = "/v1/messages/batches", at);
        var noted = new BatchNoted { State = "sending", Requests = 2 };
        change?.Invoke(noted);
        Append(exchange, new() { Batch = noted }, at: at);
        return exchange;
    }

    public void Noted(string exchange, string state, string batch = "") => Append(exchange, new() { Batch = new BatchNoted { State = state, BatchId = batch } });

    public void Held(string exchange, string approval) => Append(exchange, new() { Held = new() { ApprovalId = approval } });

    /// <summary>Records from one sequence to another, both included.</summary>
    public IngestBatch Batch(int from = 1, int? to = null) =>
        new(tenant.Organisation, GatewayId, "reg_1", SpoolId, _records[(from - 1)..(to ?? _records.Count)]);

    private void Append(string exchange, RecordFrame frame, RecordedRequest? request = null, DateTimeOffset? at = null)
    {
        frame.OrganisationId = tenant.Organisation.Value;
        frame.ExchangeId = exchange;
        frame.At = at is { } then ? UnixMicroseconds.Of(then) : _now++;
        frame.Sequence = (ulong)_records.Count + 1;
        _records.Add(new(frame, request));
    }

    private sealed class Fixed(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
