using System.Globalization;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Npgsql;
using SaaSGate.Postgres.Audit;
using SaaSGate.Postgres.Exposure;
using SaaSGate.Postgres.Recording;
using SaaSGate.Postgres.Tests.Recording;
using SaaSGate.Postgres.Tests.Retention;
using SaaSGate.TestKit;
using Xunit;

namespace SaaSGate.Postgres.Tests.Exposure;

public sealed class ExposureStoreTests(Database database) : IClassFixture<Database>
{
    private const int More = 10, AtOnce = 400;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Of_very_many_sessions_the_last_are_listed_and_no_more_is_gathered_of_the_others_than_their_number()
    {
        var tenant = await TestTenant.AddAsync(database);
        var (spool, ingest, start) = (new Spool(tenant), new RecordIngest(database.Tenants, TimeProvider.System), TimeProvider.System.GetUtcNow().AddHours(-1));
        for (var i = 0; i < ExposureStore.MostSessions + More; i++)
            RetentionSweepTests.Exchange(spool, spool.NewSession(), ["a"], "b", start.AddSeconds(i), "[EMAIL_ONE]");
        for (var from = 1; from <= spool.Count; from += AtOnce)
            await ingest.IngestAsync(spool.Batch(from, Math.Min(from + AtOnce - 1, spool.Count)), Cancel);
        byte[][] fingerprints = [SHA256.HashData("[EMAIL_ONE]"u8)];

        var found = await new ExposureStore(database.Tenants, TimeProvider.System).LookUpAsync(
            tenant.Organisation, new("EMAIL", fingerprints, "d", "usr_x", 10, 10), new Actor("usr_x", "Somebody"), Cancel);
        Assert.Equal((ExposureStore.MostSessions, ExposureStore.MostSessions + More), (found.Sessions.Count, found.TotalSessions));
        Assert.Equal(found.Sessions.OrderByDescending(session => session.LastSeenAt), found.Sessions);
        Assert.Equal(
            found.Sessions[^1].SessionId,
            await tenant.PeekAsync<string>($"select id from tenant.sessions where organisation_id = $1 order by started_at offset {More} limit 1"));

        var plan = await database.Tenants.InTenantAsync(tenant.Organisation, async connection =>
        {
            await using var command = new NpgsqlCommand($"explain (analyze, costs off, timing off) {ExposureStore.Find}", connection);
            command.Parameters.Add(new() { Value = tenant.Organisation.Value });
            command.Parameters.Add(new() { Value = fingerprints });
            await using var reader = await command.ExecuteReaderAsync(Cancel);
            return string.Join('\n', await reader.RestAsync(row => row.GetString(0), Cancel));
        }, Cancel);
        var loops = Regex.Matches(plan, @" on exchange_destinations [^\n]*loops=(\d+)").Select(scan => int.Parse(scan.Groups[1].Value, CultureInfo.InvariantCulture)).ToList();
        Assert.True(loops is [ExposureStore.MostSessions], plan);
    }
}
