using System.Text;
using SaaSGate.Contracts.Recording;
using Xunit;

namespace SaaSGate.Contracts.Tests.Recording;

/// <summary>Records are hashed for ever: their texts are held here letter by letter.</summary>
public sealed class ChainRecordTests
{
    private static readonly ChainPlace Place = new("org_a", "ses_a", 7);

    private static readonly RequestFacts Request = new()
    {
        ExchangeId = "exc_a",
        StartedAt = DateTimeOffset.UnixEpoch.AddMicroseconds(2),
        SkillId = "skl_a",
        SkillKeyId = null,
        OwnerUserId = "usr_a",
        ConnectionId = "con_a",
        GatewayId = "gtw_a",
        RegionId = "reg_a",
        Method = "POST",
        Path = "/v1/messages",
        Query = "",
        Headers = new Dictionary<string, string> { ["user-agent"] = "sdk", ["anthropic-version"] = "2023-06-01" },
        Model = "m",
        Streaming = true,
        ContentType = "application/json",
        RequestBytes = 12,
        TraceParent = null,
        ParentExchangeId = null,
        Decision = "mask",
        Rule = "no mail",
        PolicyId = "pol_a",
        PolicyVersion = 3,
        Severity = "low",
        RequestDigest = null,
        RequestCommitment = [1],
        RequestFindings = [2],
    };

    private static readonly ResponseFacts Response = new()
    {
        EndedAt = DateTimeOffset.UnixEpoch.AddSeconds(1),
        ApprovalId = "apr_a",
        Status = 200,
        ContentType = "text/event-stream",
        Headers = new Dictionary<string, string>(),
        UpstreamRequestId = "req_a",
        ResponseStartedAt = DateTimeOffset.UnixEpoch,
        ResponseBytes = 5,
        ResponseCommitment = [3],
        ResponseFindings = null,
        Outcome = "completed",
        Problem = null,
        ErrorType = null,
        StopReason = "end_turn",
        InputTokens = long.MaxValue,
        OutputTokens = 20,
        CacheReadTokens = 0,
        CacheCreationTokens = 0,
    };

    private const string RequestText = """
        "region":"reg_a",
        "request":{"bytes":12,"commitment":"01","contentType":"application/json","digest":null,"findings":"02",
        "headers":{"anthropic-version":"2023-06-01","user-agent":"sdk"},"method":"POST","model":"m","path":"/v1/messages","query":"","streaming":true},
        """;

    private const string Tail = """
        "sequence":7,"session":"ses_a","skill":"skl_a","skillKey":null,"startedAt":"1970-01-01T00:00:00.000002Z",
        """;

    [Fact]
    public void An_open_exchange_is_written_as_described() => IsWritten(
        $$"""
        {"connection":"con_a","decision":{"approval":null,"kind":"mask","policy":"pol_a","policyVersion":3,"rule":"no mail","severity":"low"},
        "exchange":"exc_a","gateway":"gtw_a","organisation":"org_a","owner":"usr_a","parent":null,{{RequestText}}{{Tail}}
        "traceParent":null,"type":"exchange.opened","version":1}
        """,
        ChainRecord.Opened(Place, Request));

    [Fact]
    public void An_exchange_is_written_as_described() => IsWritten(
        $$"""
        {"connection":"con_a","decision":{"approval":"apr_a","kind":"mask","policy":"pol_a","policyVersion":3,"rule":"no mail","severity":"low"},
        "endedAt":"1970-01-01T00:00:01.000000Z","errorType":null,"exchange":"exc_a","gateway":"gtw_a","organisation":"org_a","outcome":"completed","owner":"usr_a","parent":null,
        "problem":null,{{RequestText}}
        "response":{"bytes":5,"commitment":"03","contentType":"text/event-stream","findings":null,"headers":{},"requestId":"req_a",
        "startedAt":"1970-01-01T00:00:00.000000Z","status":200},{{Tail}}
        "stopReason":"end_turn","tokens":{"cacheCreation":0,"cacheRead":0,"input":"9223372036854775807","output":20},"traceParent":null,"type":"exchange","version":1}
        """,
        ChainRecord.Exchange(Place, Request, Response));

    [Fact]
    public void Calls_that_were_kept_back_are_written_as_described() => IsWritten(
        $$"""
        {"connection":"con_a","decision":{"approval":"apr_a","kind":"mask","policy":"pol_a","policyVersion":3,"rule":"no mail","severity":"low"},
        "endedAt":"1970-01-01T00:00:01.000000Z","errorType":null,"exchange":"exc_a","gateway":"gtw_a","organisation":"org_a","outcome":"completed","owner":"usr_a","parent":null,
        "problem":null,{{RequestText}}
        "response":{"bytes":5,"commitment":"03","contentType":"text/event-stream","findings":null,"headers":{},"requestId":"req_a",
        "startedAt":"1970-01-01T00:00:00.000000Z","status":200},{{Tail}}
        "stopReason":"end_turn","tokens":{"cacheCreation":0,"cacheRead":0,"input":"9223372036854775807","output":20},"traceParent":null,"type":"exchange","version":1,
        "withheld":[{"approval":"apr_b","at":"1970-01-01T00:00:00.000000Z","consumedAt":"1970-01-01T00:00:00.500000Z","index":1,"kind":"hold","policy":"pol_b","policyVersion":4,
        "rule":"no posts","tool":"http_post"},{"approval":null,"at":"1970-01-01T00:00:00.600000Z","consumedAt":null,"index":2,"kind":"block","policy":"pol_b","policyVersion":4,
        "rule":"no posts","tool":"http_post"}]}
        """,
        ChainRecord.Exchange(Place, Request, Response with
        {
            Withheld =
            [
                new(DateTimeOffset.UnixEpoch, 1, "http_post", "no posts", "pol_b", 4, "hold", "apr_b", DateTimeOffset.UnixEpoch.AddMilliseconds(500)),
                new(DateTimeOffset.UnixEpoch.AddMilliseconds(600), 2, "http_post", "no posts", "pol_b", 4, "block", null, null),
            ],
        }));

    [Fact]
    public void A_deletion_is_written_as_described() => IsWritten(
        """
        {"at":"1970-01-01T00:00:00.000000Z","blocks":["04"],"bodies":[{"from":1,"to":2}],"by":"system","findings":[],"note":null,"organisation":"org_a","reason":"retention",
        "records":[{"after":"06","before":"05","from":3,"to":4}],"sequence":7,"session":"ses_a","type":"deletion","version":1}
        """,
        ChainRecord.Deletion(Place, new()
        {
            At = DateTimeOffset.UnixEpoch,
            By = "system",
            Reason = "retention",
            Note = null,
            Bodies = [new(1, 2)],
            Blocks = [[4]],
            Records = [new(new(3, 4), [5], [6])],
        }));

    /// <param name="lines">The record, on lines for those who read this.</param>
    /// <param name="record">What is written.</param>
    private static void IsWritten(string lines, CanonicalObject record) =>
        Assert.Equal(lines.ReplaceLineEndings(""), Encoding.UTF8.GetString(CanonicalJson.Write(record)));
}
