using Npgsql;
using SaaSGate.Contracts.Recording;
using SaaSGate.Contracts.RegionLink;
using SaaSGate.Postgres.Recording;
using SaaSGate.TestKit;
using Xunit;

namespace SaaSGate.Postgres.Tests.Recording;

/// <summary>Recomputes links from nothing but the rows, as someone who does not trust the program would.</summary>
public sealed class ChainTests(Database database) : IClassFixture<Database>
{
    private readonly RecordIngest _ingest = new(database.Tenants, TimeProvider.System);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_link_follows_from_the_rows_and_the_last_is_the_session_s_head()
    {
        var tenant = await RecordAsync();
        var links = await ReadAsync(tenant);
        var previous = ExchangeCommitment.Genesis;
        foreach (var link in links)
        {
            Assert.Equal(previous, link.Previous);
            Assert.Equal(link.Hash, ExchangeCommitment.OfExchange(previous, link.Facts));
            previous = link.Hash;
        }

        Assert.Equal(3, links.Count);
        Assert.Equal(previous, await tenant.PeekAsync<byte[]>("select chain_head from tenant.sessions where organisation_id = $1"));
    }

    [Fact]
    public async Task A_link_commits_to_content_that_whoever_has_it_can_check()
    {
        var tenant = await RecordAsync();
        foreach (var link in await ReadAsync(tenant))
        {
            Assert.Equal(link.Facts.ResponseCommitment, ExchangeCommitment.OfResponse(link.Salt, RecordedBytes.Decompress(link.Body), []));
            var blocks = new List<byte[]>();
            foreach (var hash in link.Blocks)
                blocks.Add(ExchangeCommitment.OfBlock((await tenant.PeekAsync<byte[]>("select salt from tenant.blocks where organisation_id = $1 and hash = $2", hash))!, hash));
            Assert.Equal(link.Facts.RequestCommitment, ExchangeCommitment.OfRequest(link.Salt, RecordedBytes.Decompress(link.Skeleton), blocks, []));
            Assert.NotEqual(link.Facts.ResponseCommitment, ExchangeCommitment.OfResponse(link.Salt, "other"u8, []));
        }
    }

    [Theory]
    [InlineData("update tenant.exchanges set decision = 'allow' where organisation_id = $1 and chain_sequence = 2")]
    [InlineData("update tenant.exchanges set ended_at = ended_at + interval '1 microsecond' where organisation_id = $1 and chain_sequence = 2")]
    [InlineData("update tenant.exchanges set rule = null where organisation_id = $1 and chain_sequence = 2")]
    public async Task A_changed_row_breaks_its_link(string change)
    {
        var tenant = await RecordAsync();
        await tenant.PeekAsync<object>(change);
        var links = await ReadAsync(tenant);
        Assert.Equal([true, false, true], links.Select(link => ExchangeCommitment.OfExchange(link.Previous, link.Facts).AsSpan().SequenceEqual(link.Hash)));
    }

    private async Task<TestTenant> RecordAsync()
    {
        var tenant = await TestTenant.AddAsync(database);
        var spool = new Spool(tenant);
        var session = spool.NewSession();
        for (var i = 0; i < 3; i++)
        {
            var exchange = spool.Start(session, ["a", $"turn {i}"], started => started.Decision.Kind = i == 0 ? "allow" : "mask");
            spool.Respond(exchange);
            spool.Chunk(exchange, $"answer {i}");
            if (i == 1)
                await _ingest.IngestAsync(spool.Batch(), Cancel);
            spool.End(exchange);
        }

        await _ingest.IngestAsync(spool.Batch(), Cancel);
        return tenant;
    }

    private async Task<List<Link>> ReadAsync(TestTenant tenant)
    {
        await using var command = database.Owner.CreateCommand(
            """
            select previous_hash, record_hash, salt, response_body, request_skeleton, request_blocks, organisation_id, session_id, id, chain_sequence, started_at, ended_at,
                skill_id, skill_key_id, owner_user_id, connection_id, gateway_id, region_id, method, path, query, model, decision, rule, policy_id, policy_version,
                approval_id, request_digest, request_commitment, status, response_commitment, outcome, problem, error_type, stop_reason, input_tokens, output_tokens
            from tenant.exchanges where organisation_id = $1 order by chain_sequence
            """);
        command.Parameters.Add(new() { Value = tenant.Organisation.Value });
        await using var reader = await command.ExecuteReaderAsync(Cancel);
        var links = new List<Link>();
        while (await reader.ReadAsync(Cancel))
            links.Add(new(reader.GetFieldValue<byte[]>(0), reader.GetFieldValue<byte[]>(1), reader.GetFieldValue<byte[]>(2), reader.GetFieldValue<byte[]>(3),
                reader.GetFieldValue<byte[]>(4), reader.GetFieldValue<byte[][]>(5), FactsOf(reader)));
        return links;
    }

    private static ExchangeFacts FactsOf(NpgsqlDataReader row)
    {
        T? Get<T>(string column) => row.IsDBNull(row.GetOrdinal(column)) ? default : row.GetFieldValue<T>(row.GetOrdinal(column));
        return new()
        {
            OrganisationId = Get<string>("organisation_id")!,
            SessionId = Get<string>("session_id")!,
            ExchangeId = Get<string>("id")!,
            ChainSequence = Get<long>("chain_sequence"),
            StartedAt = UnixMicroseconds.Of(Get<DateTimeOffset>("started_at")),
            EndedAt = UnixMicroseconds.Of(Get<DateTimeOffset>("ended_at")),
            SkillId = Get<string>("skill_id")!,
            SkillKeyId = Get<string>("skill_key_id"),
            OwnerUserId = Get<string>("owner_user_id")!,
            ConnectionId = Get<string>("connection_id")!,
            GatewayId = Get<string>("gateway_id")!,
            RegionId = Get<string>("region_id")!,
            Method = Get<string>("method")!,
            Path = Get<string>("path")!,
            Query = Get<string>("query")!,
            Model = Get<string>("model"),
            Decision = Get<string>("decision")!,
            Rule = Get<string>("rule"),
            PolicyId = Get<string>("policy_id"),
            PolicyVersion = Get<long?>("policy_version"),
            ApprovalId = Get<string>("approval_id"),
            RequestDigest = Get<byte[]>("request_digest"),
            RequestCommitment = Get<byte[]>("request_commitment")!,
            Status = Get<int?>("status"),
            ResponseCommitment = Get<byte[]>("response_commitment")!,
            Outcome = Get<string>("outcome")!,
            Problem = Get<string>("problem"),
            ErrorType = Get<string>("error_type"),
            StopReason = Get<string>("stop_reason"),
            InputTokens = Get<long>("input_tokens"),
            OutputTokens = Get<long>("output_tokens"),
        };
    }

    private sealed record Link(byte[] Previous, byte[] Hash, byte[] Salt, byte[] Body, byte[] Skeleton, byte[][] Blocks, ExchangeFacts Facts);
}
