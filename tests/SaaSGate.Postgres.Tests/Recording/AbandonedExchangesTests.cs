using SaaSGate.Postgres.Recording;
using SaaSGate.Postgres.Tests.Retention;
using SaaSGate.TestKit;
using Xunit;

namespace SaaSGate.Postgres.Tests.Recording;

public sealed class AbandonedExchangesTests(Database database) : IClassFixture<Database>
{
    private readonly RecordIngest _ingest = new(database.Tenants, TimeProvider.System);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_a_revoked_gateway_left_open_is_ended_in_the_chain_and_nothing_else()
    {
        var tenant = await TestTenant.AddAsync(database);
        Spool[] spools = [new(tenant), new(tenant), new(tenant)];
        string[] revoked = ["now() - interval '2 hours'", "now()", "null"];
        await tenant.PeekAsync<object>("insert into platform.regions (id, name) values ('reg_' || $1, $1)");
        var sessions = new List<string>();
        foreach (var (spool, at) in spools.Zip(revoked))
        {
            await tenant.PeekAsync<object>(
                $"insert into platform.gateways (id, region_id, name, certificate_thumbprint, sealing_key, revoked_at) values ($2, 'reg_' || $1, $2, $2::bytea, '', {at})", spool.GatewayId);
            sessions.Add(spool.NewSession());
            spool.End(spool.Start(sessions[^1], ["a"]));
            spool.Chunk(spool.Start(sessions[^1], ["b"]), "half an answer");
            spool.Start(sessions[^1], ["c"]);
            await _ingest.IngestAsync(spool.Batch(), Cancel);
        }

        var abandoned = new AbandonedExchanges(database.Tenants, database.Platform, _ingest, TimeProvider.System);
        // One after the other, so that one that is refused holds up none.
        var results = await abandoned.EndAsync(tenant.Organisation, Cancel);
        Assert.Equal([(0, 1), (0, 1)], results.Select(result => (result.PutAside, result.Exchanges.Count(exchange => exchange.Complete))));
        Assert.Equal(
            ["0", "2", "2"],
            await Task.WhenAll(sessions.Select(session => tenant.PeekAsync<string>("select open_exchanges::text from tenant.sessions where organisation_id = $1 and id = $2", session))));
        Assert.Equal("completed interrupted interrupted", await tenant.PeekAsync<string>(
            "select string_agg(outcome, ' ' order by outcome) from tenant.exchanges where organisation_id = $1 and session_id = $2", sessions[0]));
        Assert.Empty(await new ChainVerifier(database, tenant, sessions[0]).DefectsAsync(Cancel));

        // Nothing is left, and what is left open later is found again.
        Assert.Empty(await abandoned.EndAsync(tenant.Organisation, Cancel));
        var from = spools[0].Count + 1;
        spools[0].Start(sessions[0], ["d"]);
        await _ingest.IngestAsync(spools[0].Batch(from), Cancel);
        Assert.Single(await abandoned.EndAsync(tenant.Organisation, Cancel));
        Assert.Empty(await abandoned.EndAsync(tenant.Organisation, Cancel));
    }
}
