using Npgsql;
using SaaSGate.TestKit;
using Xunit;

namespace SaaSGate.Postgres.Tests.Migrations;

public sealed class PartitionTests(Database database) : IClassFixture<Database>
{
    [Fact]
    public async Task A_month_that_cannot_be_made_stops_no_other_and_each_begins_in_UTC()
    {
        var tenant = await TestTenant.AddAsync(database);
        await tenant.PeekAsync<object>(
            """
            insert into tenant.findings (organisation_id, exchange_id, started_at, direction, ordinal, type, detector, location, span_start, span_end, score, label)
            values ($1, 'exc_1', '2041-02-01 00:30:00+00', 'request', 0, 'X', 'x', '/', 0, 1, 1, '[X]')
            """);
        await using var connection = await database.Owner.OpenConnectionAsync(Bounded.Cancellation);
        await using (var ensure = new NpgsqlCommand("set timezone = 'America/New_York'; select tenant.ensure_partitions('2041-01-01', 3)", connection))
            await ensure.ExecuteNonQueryAsync(Bounded.Cancellation);

        Assert.Equal(
            "blocks_2041_01,blocks_2041_02,blocks_2041_03,exchanges_2041_01,exchanges_2041_02,exchanges_2041_03,findings_2041_01,findings_2041_03,"
                + "search_documents_2041_01,search_documents_2041_02,search_documents_2041_03,search_words_2041_01,search_words_2041_02,search_words_2041_03",
            await tenant.PeekAsync<string>("select string_agg(relname, ',' order by relname) from pg_class where relname ~ '_2041_..$' and relkind = 'r' and $1 <> ''"));
        Assert.Equal("exchanges_2041_03", await tenant.PeekAsync<string>(
            """
            with added as (
                insert into tenant.exchanges (organisation_id, id, started_at, session_id, skill_id, owner_user_id, connection_id, gateway_id, region_id, method, path, streaming,
                    request_bytes, decision, salt, request_commitment)
                values ($1, 'exc_2', '2041-03-01 00:00:00+00', 's', 's', 'u', 'c', 'g', 'r', 'POST', '/', false, 0, 'allow', '', '')
                returning tableoid::regclass::text as place)
            select split_part(place, '.', 2) from added
            """));
    }
}
