using System.Text;
using Google.Protobuf;
using SaaSGate.Contracts.Ids;
using SaaSGate.Contracts.RegionLink;
using SaaSGate.Inspection.Requests;
using SaaSGate.Postgres.Recording;
using Xunit;

namespace SaaSGate.ControlPlane.Tests.Support;

/// <summary>Records exchanges of acme as a gateway's spool would, through ingest itself.</summary>
internal sealed class Recorder(ControlPlaneFixture app)
{
    private readonly string _gateway = Id<Contracts.Ids.Gateway>.New(TimeProvider.System).Value, _spool = Guid.NewGuid().ToString("n");
    private long _sequence;

    public string NewSession() => Id<Session>.New(TimeProvider.System).Value;

    /// <summary>An exchange of the first skill of the demo. It stays open where there is no answer.</summary>
    public async Task<string> AddAsync(string session, string prompt, string? answer, bool finds = false, bool cut = false)
    {
        var exchange = Id<Exchange>.New(TimeProvider.System).Value;
        var skill = app.Demo.Skills[0].Id;
        var body = Encoding.UTF8.GetBytes($$"""{"model":"claude-test","system":"Sort tickets.","messages":[{"role":"user","content":{{System.Text.Json.JsonSerializer.Serialize(prompt)}}}]}""");
        var split = RequestBlocks.Split(body);
        var started = new ExchangeStarted
        {
            SessionId = session,
            SkillId = skill,
            OwnerUserId = (await app.PeekAsync<string>("select owner_user_id from tenant.skills where id = $1", skill))!,
            ConnectionId = (await app.PeekAsync<string>("select connection_id from tenant.skills where id = $1", skill))!,
            Method = "POST",
            Path = "/v1/messages",
            Model = "claude-test",
            ContentType = "application/json",
            RequestBytes = body.Length,
            Decision = new() { Kind = "mask", Rule = "no mail", PolicyId = "pol_x", PolicyVersion = 1, Severity = "low" },
            Headers = { new HeaderRecord { Name = "anthropic-version", Value = "2023-06-01" } },
        };
        if (finds)
            started.Findings.Add(new FindingRecord { Type = "EMAIL", Detector = "email", Location = "/messages/0", Start = 1, End = 5, Score = 0.9, Label = "[EMAIL_7KQ2]", Direction = "request" });
        List<IngestRecord> records = [new(Frame(new() { Started = started }), new(split.Skeleton, [.. split.Blocks.Select(block => block.Content)], prompt))];
        if (cut)
            await IngestAsync(records);
        if (answer is not null)
        {
            records.Add(new(Frame(new() { Response = new() { Status = 200, ContentType = "application/json", RequestId = "req_1" } }), null));
            records.Add(new(Frame(new()
            {
                Chunk = new() { Data = ByteString.CopyFromUtf8($$"""{"content":[{"type":"text","text":{{System.Text.Json.JsonSerializer.Serialize(answer)}}}]}""") },
            }), null));
            records.Add(new(Frame(new() { Ended = new() { Outcome = "completed", InputTokens = 3, OutputTokens = 4, StopReason = "end_turn" } }), null));
        }

        await IngestAsync(records);
        return exchange;

        RecordFrame Frame(RecordFrame frame)
        {
            frame.OrganisationId = Scenes.Acme.Value;
            frame.ExchangeId = exchange;
            frame.At = UnixMicroseconds.Of(TimeProvider.System.GetUtcNow());
            frame.Sequence = (ulong)++_sequence;
            return frame;
        }
    }

    private Task IngestAsync(List<IngestRecord> records)
    {
        var batch = records.ToList();
        records.Clear();
        return batch.Count == 0 ? Task.CompletedTask
            : app.Service<RecordIngest>().IngestAsync(new(Scenes.Acme, _gateway, "reg_1", _spool, batch), TestContext.Current.CancellationToken);
    }
}
