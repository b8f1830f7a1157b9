using Google.Protobuf;
using Grpc.Core;
using SaaSGate.Contracts.Ids;
using SaaSGate.Contracts.RegionLink;
using SaaSGate.Postgres.Regions;
using SaaSGate.Postgres.Sessions;
using SaaSGate.TestKit;
using Xunit;

namespace SaaSGate.ControlPlane.Tests.Regions;

public sealed class RecordTests(RegionLinkFixture link) : IClassFixture<RegionLinkFixture>
{
    private const string Body = """{"model":"claude-test","messages":[{"role":"user","content":"Sort   these\ntickets"},{"role":"assistant","content":[{"type":"text","text":"ok"}]}]}""";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Records_of_several_organisations_are_committed_and_then_acknowledged()
    {
        var (first, second) = (await link.TenantAsync(), await link.TenantAsync());
        using var gateway = await link.GatewayAsync(first, second);
        using var bulk = await gateway.BulkAsync();
        await bulk.AcknowledgedAsync(0);
        RecordFrame[] records = [.. Exchange(first), .. Exchange(second), .. Exchange(first)];
        await bulk.ShipAsync(1, Numbered(records));
        await bulk.AcknowledgedAsync(12);
        Assert.Equal(2, await CountAsync(first));
        Assert.Equal(1, await CountAsync(second));
    }

    [Fact]
    public async Task A_recorded_request_reads_back_byte_for_byte_and_gives_its_session_a_title()
    {
        var tenant = await link.TenantAsync();
        using var gateway = await link.GatewayAsync(tenant);
        using var bulk = await gateway.BulkAsync();
        var records = Numbered(Exchange(tenant));
        await bulk.ShipAsync(1, records);
        await bulk.AcknowledgedAsync(4);

        var store = link.Service<ExchangeStore>();
        var exchange = Id<Exchange>.Parse(records[0].ExchangeId);
        var recorded = (await store.FindAsync(tenant.Organisation, exchange, Cancel))!;
        Assert.Equal(Body, System.Text.Encoding.UTF8.GetString(Inspection.Requests.RequestBlocks.Join(recorded.Skeleton, recorded.Blocks)));
        Assert.Equal(("hello", true), ((await store.ReadResponseAsync(tenant.Organisation, exchange, 0, Cancel))!.Data, (await store.ReadResponseAsync(tenant.Organisation, exchange, 0, Cancel))!.Complete));
        Assert.Equal("Sort these tickets", await tenant.PeekAsync<string>("select title from tenant.sessions where organisation_id = $1"));
        Assert.Equal(gateway.Id, await tenant.PeekAsync<string>("select gateway_id from tenant.exchanges where organisation_id = $1"));
    }

    [Fact]
    public async Task What_was_sent_before_the_connection_broke_is_taken_in_once()
    {
        var tenant = await link.TenantAsync();
        using var gateway = await link.GatewayAsync(tenant);
        var records = Numbered([.. Exchange(tenant), .. Exchange(tenant), .. Exchange(tenant)]);
        using (var bulk = await gateway.BulkAsync())
        {
            await bulk.ShipAsync(1, records[..5]);
            await bulk.ShipAsync(6, records[5..8]);
            await bulk.AcknowledgedAsync(8);
        }

        using var again = await gateway.BulkAsync();
        await again.AcknowledgedAsync(8);
        await again.ShipAsync(3, records[2..10]);
        await again.ShipAsync(1, records[..4]);
        await again.ShipAsync(11, records[10..]);
        await again.AcknowledgedAsync(12);
        Assert.Equal("3 0 15 30 3", await tenant.PeekAsync<string>(
            "select exchanges || ' ' || open_exchanges || ' ' || input_tokens || ' ' || output_tokens || ' ' || (select count(chain_sequence) from tenant.exchanges e where e.session_id = s.id) from tenant.sessions s where organisation_id = $1 and exchanges = 3"));
    }

    [Fact]
    public async Task A_gap_is_refused_and_closes_when_the_rest_is_sent()
    {
        var tenant = await link.TenantAsync();
        using var gateway = await link.GatewayAsync(tenant);
        var records = Numbered([.. Exchange(tenant), .. Exchange(tenant)]);
        using (var bulk = await gateway.BulkAsync())
        {
            await bulk.ShipAsync(5, records[4..]);
            Assert.Equal(StatusCode.FailedPrecondition, (await bulk.EndAsync()).StatusCode);
        }

        Assert.Equal(0, await CountAsync(tenant));
        using var again = await gateway.BulkAsync();
        await again.ShipAsync(1, records);
        await again.AcknowledgedAsync(8);
        Assert.Equal(2, await CountAsync(tenant));
    }

    [Fact]
    public async Task What_a_spool_no_longer_has_is_told_and_the_spool_goes_on()
    {
        var tenant = await link.TenantAsync();
        using var gateway = await link.GatewayAsync(tenant);
        var records = Numbered([.. Exchange(tenant), .. Exchange(tenant)], 21);
        using (var bulk = await gateway.BulkAsync(firstSequence: 21))
        {
            await bulk.AcknowledgedAsync(20);
            await bulk.ShipAsync(21, records[..4]);
            await bulk.AcknowledgedAsync(24);
        }

        using var again = await gateway.BulkAsync(firstSequence: 21);
        await again.AcknowledgedAsync(24);
        await again.ShipAsync(25, records[4..]);
        await again.AcknowledgedAsync(28);
        Assert.Equal(2, await CountAsync(tenant));
        const string Told = "select string_agg(concat_ws(' ', detail ->> 'first', detail ->> 'last'), ',') from tenant.audit_log where organisation_id = $1 and action = 'gateway.records_missing'";
        await Bounded.UntilAsync(async () => await tenant.PeekAsync<string>(Told) is not null);
        Assert.Equal("1 20", await tenant.PeekAsync<string>(Told));
    }

    [Fact]
    public async Task Records_of_a_foreign_organisation_are_refused_with_all_that_came_with_them()
    {
        var (tenant, stranger) = (await link.TenantAsync(), await link.TenantAsync());
        using var gateway = await link.GatewayAsync(tenant);
        using var bulk = await gateway.BulkAsync();
        await bulk.ShipAsync(1, Numbered([.. Exchange(tenant), .. Exchange(stranger)]));
        Assert.Equal(StatusCode.PermissionDenied, (await bulk.EndAsync()).StatusCode);
        Assert.Equal(0, await CountAsync(tenant) + await CountAsync(stranger));
    }

    [Fact]
    public async Task An_organisation_that_has_left_the_region_still_gets_its_last_records()
    {
        var tenant = await link.TenantAsync();
        var region = await link.RegionAsync(tenant);
        using var gateway = await TestGateway.JoinAsync(await link.TokenAsync(region));
        await link.Service<RegionStore>().ReleaseAsync(region, tenant.Organisation, Cancel);
        using var bulk = await gateway.BulkAsync();
        await bulk.ShipAsync(1, Numbered(Exchange(tenant)));
        await bulk.AcknowledgedAsync(4);
    }

    [Fact]
    public async Task Malformed_records_are_refused()
    {
        var tenant = await link.TenantAsync();
        using var gateway = await link.GatewayAsync(tenant);
        Action<RecordFrame>[] mistakes =
        [
            frame => frame.Sequence = 9,
            frame => frame.OrganisationId = "org_x",
            frame => frame.ExchangeId = "x",
            frame => frame.At = long.MaxValue,
            frame => frame.At = 0,
            frame => frame.Started.SkillId = "",
            frame => frame.Started.SessionId = tenant.Skill.Value,
            frame => frame.Started.Incidents.Add(new IncidentRecord { Rule = "r", PolicyId = "pol_x", Severity = "dire" }),
            frame => frame.Started.Incidents.Add(new IncidentRecord { Rule = new('r', 65), PolicyId = "pol_x", Severity = "low" }),
            frame => frame.Started.Incidents.AddRange(Enumerable.Range(0, 17).Select(i => new IncidentRecord { Rule = $"r{i}", PolicyId = "pol_x", Severity = "low" })),
            frame => frame.ClearBody(),
        ];
        foreach (var mistake in mistakes)
        {
            using var bulk = await gateway.BulkAsync();
            var records = Numbered(Exchange(tenant));
            mistake(records[0]);
            await bulk.ShipAsync(1, records);
            var refused = await bulk.EndAsync();
            Assert.True(refused.StatusCode == StatusCode.InvalidArgument, refused.ToString());
        }

        using var garbled = await gateway.BulkAsync();
        await garbled.SendAsync(new() { Records = new() { FirstSequence = 1, Records = { ByteString.CopyFrom(255, 255, 255) } } });
        Assert.Equal(StatusCode.InvalidArgument, (await garbled.EndAsync()).StatusCode);
        Assert.Equal(0, await CountAsync(tenant));
    }

    [Fact]
    public async Task Text_that_PostgreSQL_cannot_hold_does_not_stop_the_spool()
    {
        var tenant = await link.TenantAsync();
        using var gateway = await link.GatewayAsync(tenant);
        using var bulk = await gateway.BulkAsync();
        var records = Numbered(Exchange(tenant));
        var started = records[0].Started;
        (started.SessionName, started.Query, started.Headers[0].Value) = ("a\0b", "?\0", "\0");
        started.RequestBody = ByteString.CopyFromUtf8("""{"messages":[{"role":"user","content":"nul \u0000 here"}]}""");
        started.Findings.Add(new FindingRecord { Type = "X", Label = "[\0]", Location = "/\0" });
        await bulk.ShipAsync(1, records);
        await bulk.AcknowledgedAsync(4);
        Assert.Equal("a\uFFFDb", await tenant.PeekAsync<string>("select name from tenant.sessions where organisation_id = $1"));
    }

    [Fact]
    public async Task Counts_beyond_belief_are_bounded_and_stop_nobody()
    {
        var (poisoned, neighbour) = (await link.TenantAsync(), await link.TenantAsync());
        using var gateway = await link.GatewayAsync(poisoned, neighbour);
        using var bulk = await gateway.BulkAsync();
        RecordFrame[] records = [.. Exchange(poisoned), .. Exchange(poisoned), .. Exchange(neighbour)];
        foreach (var frame in records.Take(8).Where(frame => frame.Ended is not null))
            (frame.Ended.InputTokens, frame.Ended.OutputTokens, frame.Ended.CacheReadTokens) = (9_000_000_000_000_000_000, long.MaxValue, long.MinValue);
        await bulk.ShipAsync(1, Numbered(records));
        await bulk.AcknowledgedAsync(12);
        Assert.Equal("2000000000000 2000000000000", await poisoned.PeekAsync<string>("select input_tokens || ' ' || output_tokens from tenant.sessions where organisation_id = $1"));
        Assert.Equal(1, await CountAsync(neighbour));
    }

    [Fact]
    public async Task A_record_that_PostgreSQL_refuses_for_good_is_put_aside_and_holds_nobody_up()
    {
        var (poisoned, neighbour) = (await link.TenantAsync(), await link.TenantAsync());
        using var gateway = await link.GatewayAsync(poisoned, neighbour);
        using var bulk = await gateway.BulkAsync();
        RecordFrame[] records = [.. Exchange(poisoned), .. Exchange(neighbour), .. Exchange(poisoned)];
        await bulk.ShipAsync(1, Numbered(records[..4]));
        await bulk.AcknowledgedAsync(4);
        await poisoned.PeekAsync<object>("update tenant.sessions set input_tokens = 9223372036854775807 where organisation_id = $1");
        await bulk.ShipAsync(5, Numbered(records[4..], 5));
        await bulk.AcknowledgedAsync(12);

        Assert.Equal(1, await CountAsync(neighbour));
        Assert.Equal(1, await CountAsync(poisoned));
        Assert.Equal("22003 12 12 1", await poisoned.PeekAsync<string>(
            "select concat_ws(' ', code, first_sequence, last_sequence, cardinality(records)) from platform.quarantine where organisation_id = $1"));
        Assert.Equal("records.quarantined", await poisoned.PeekAsync<string>("select action from tenant.audit_log where organisation_id = $1"));
        await bulk.ShipAsync(13, Numbered(Exchange(neighbour), 13));
        await bulk.AcknowledgedAsync(16);
    }

    [Fact]
    public async Task What_only_the_search_index_refuses_is_recorded_all_the_same()
    {
        var tenant = await link.TenantAsync();
        using var gateway = await link.GatewayAsync(tenant);
        using var bulk = await gateway.BulkAsync();
        var records = Numbered([.. Exchange(tenant), .. Exchange(tenant)]);
        records[0].Started.RequestBody = ByteString.CopyFromUtf8("""{"messages":[{"role":"user","content":"poison for the index"}]}""");
        await using var refuse = link.Database.Owner.CreateCommand("alter table tenant.search_documents add constraint none check (not words @@ 'poison'::tsquery)");
        await refuse.ExecuteNonQueryAsync(Cancel);
        await bulk.ShipAsync(1, records);
        await bulk.AcknowledgedAsync(8);
        await using var allow = link.Database.Owner.CreateCommand("alter table tenant.search_documents drop constraint none");
        await allow.ExecuteNonQueryAsync(Cancel);
        Assert.Equal(2, await CountAsync(tenant));
        Assert.Equal(2, await tenant.PeekAsync<long>("select count(*) from tenant.exchanges where organisation_id = $1 and outcome is not null and record_hash is not null"));
        Assert.Equal(0, await tenant.PeekAsync<long>("select count(*) from platform.quarantine where organisation_id = $1"));
        Assert.Equal(0, await tenant.PeekAsync<long>("select count(*) from tenant.search_documents where organisation_id = $1 and words @@ 'poison'::tsquery"));
    }

    [Fact]
    public async Task A_request_of_32_megabytes_is_recorded()
    {
        var tenant = await link.TenantAsync();
        using var gateway = await link.GatewayAsync(tenant);
        using var bulk = await gateway.BulkAsync();
        var records = Numbered(Exchange(tenant));
        records[0].Started.RequestBody = ByteString.CopyFromUtf8($$"""{"messages":[{"role":"user","content":"{{new string('x', 32 * 1024 * 1024)}}"}]}""");
        await bulk.ShipAsync(1, records);
        await bulk.AcknowledgedAsync(4);
        Assert.Equal((32 * 1024 * 1024) + 2, await tenant.PeekAsync<int>("select max(size) from tenant.blocks where organisation_id = $1"));
    }

    /// <summary>Four records: started, response, chunk, ended. Exchanges of one call share a session.</summary>
    internal static RecordFrame[] Exchange(TestTenant tenant)
    {
        var exchange = Id<Exchange>.New(TimeProvider.System).Value;
        var at = UnixMicroseconds.Of(TimeProvider.System.GetUtcNow());
        RecordFrame[] frames =
        [
            new()
            {
                Started = new()
                {
                    SessionId = SessionOf(tenant),
                    SkillId = tenant.Skill.Value,
                    SkillKeyId = tenant.SkillKey.Value,
                    OwnerUserId = tenant.Owner.Value,
                    ConnectionId = tenant.Connection.Value,
                    Method = "POST",
                    Path = "/v1/messages",
                    Model = "claude-test",
                    RequestBody = ByteString.CopyFromUtf8(Body),
                    RequestBytes = Body.Length,
                    Headers = { new HeaderRecord { Name = "anthropic-version", Value = "2023-06-01" } },
                },
            },
            new() { Response = new() { Status = 200, ContentType = "application/json" } },
            new() { Chunk = new() { Data = ByteString.CopyFromUtf8("hello") } },
            new() { Ended = new() { Outcome = "completed", InputTokens = 5, OutputTokens = 10 } },
        ];
        foreach (var frame in frames)
            (frame.OrganisationId, frame.ExchangeId, frame.At) = (tenant.Organisation.Value, exchange, at);
        return frames;
    }

    internal static RecordFrame[] Numbered(RecordFrame[] frames, ulong first = 1)
    {
        for (var i = 0; i < frames.Length; i++)
            frames[i].Sequence = first + (ulong)i;
        return frames;
    }

    private static string SessionOf(TestTenant tenant) => "ses" + tenant.Skill.Value[3..];

    private static Task<long> CountAsync(TestTenant tenant) => tenant.PeekAsync<long>("select count(*) from tenant.exchanges where organisation_id = $1 and outcome = 'completed'");
}
