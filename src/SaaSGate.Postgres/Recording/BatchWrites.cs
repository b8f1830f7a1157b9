using Npgsql;
using SaaSGate.Contracts.RegionLink;
using SaaSGate.Postgres.Batches;
using SaaSGate.Postgres.Regions;
using static SaaSGate.Postgres.Statements;

namespace SaaSGate.Postgres.Recording;

/// <summary>Writes whose batches are whose, with the records that say so. Whoever had an id first keeps it.</summary>
internal static class BatchWrites
{
    private const string Path = "/v1/messages/batches";

    /// <summary>Nothing is added where nothing is told. It takes the lock of a log, so it comes behind all other writes but that of a feed.</summary>
    public static async Task AddAsync(NpgsqlConnection connection, TimeProvider clock, IngestBatch batch, IReadOnlyList<PlannedExchange> exchanges, CancellationToken cancellationToken)
    {
        var told = exchanges.SelectMany(exchange => exchange.Draft.Batches.Select(frame => (Exchange: exchange, Frame: frame, Noted: frame.Batch))).ToList();
        var makers = exchanges.Where(exchange => exchange is { Draft.End: not null, Open: { Method: "POST", Path: Path } }).ToList();
        if (told.Count + makers.Count == 0)
            return;
        // A stop that is being written sees these, or these see it.
        await StopOrder.BeforeHoldAsync(connection, cancellationToken);
        var organisation = batch.Organisation.Value;
        await using (var write = new NpgsqlBatch(connection))
        {
            AddSent(write, batch, [.. told.Where(one => one.Noted.State == "sending")]);
            AddMade(write, organisation, [.. told.Where(one => one.Noted.State == "made")]);
            AddNone(write, organisation, [.. told.Where(one => one.Noted.State == "none")]);
            AddEnds(write, organisation, [.. told.Where(one => one.Noted.State is "ended" or "deleted")]);
            write.Add(
                "update tenant.message_batches b set lost_at = n.at from unnest($2::text[], $3::timestamptz[]) n (id, at) where b.organisation_id = $1 and b.exchange_id = n.id and b.id is null",
                organisation, Each(makers, maker => maker.Draft.Id), Each(makers, maker => UnixMicroseconds.ToTime(maker.Draft.End!.At)));
            await write.ExecuteNonQueryAsync(cancellationToken);
        }
        await connection.StopBatchesAsync(clock, cancellationToken);
    }

    private static void AddSent(NpgsqlBatch write, IngestBatch batch, List<(PlannedExchange Exchange, RecordFrame Frame, BatchNoted Noted)> sent)
    {
        if (sent.Count > 0)
        {
            write.Add(
                """
                insert into tenant.message_batches (
                    organisation_id, region_id, exchange_id, session_id, skill_id, skill_key_id, token_id, owner_user_id, connection_id, requests, places, made_at)
                select $1, $2, n.exchange_id, n.session_id, n.skill_id, n.skill_key_id, nullif(n.token_id, ''), n.owner_user_id, n.connection_id, n.requests,
                    coalesce(string_to_array(nullif(n.places, ''), ' '), '{}'), n.made_at
                from unnest($3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::int[], $11::text[], $12::timestamptz[])
                    n (exchange_id, session_id, skill_id, skill_key_id, token_id, owner_user_id, connection_id, requests, places, made_at)
                on conflict do nothing
                """,
                batch.Organisation.Value, batch.RegionId, Each(sent, one => one.Exchange.Draft.Id), Each(sent, one => one.Exchange.Draft.SessionId), Each(sent, one => one.Exchange.Open.SkillId),
                Each(sent, one => one.Exchange.Open.SkillKeyId), Each(sent, one => one.Noted.TokenId), Each(sent, one => one.Exchange.Open.OwnerUserId),
                Each(sent, one => one.Exchange.Open.ConnectionId), Each(sent, one => one.Noted.Requests), Each(sent, one => string.Join(' ', one.Noted.Places)),
                Each(sent, one => UnixMicroseconds.ToTime(one.Frame.At)));
        }
    }

    /// <summary>Their ids, and the word for gateways.</summary>
    private static void AddMade(NpgsqlBatch write, string organisation, List<(PlannedExchange Exchange, RecordFrame Frame, BatchNoted Noted)> made)
    {
        if (made.Count > 0)
        {
            write.Add(
                """
                with made as (
                    update tenant.message_batches b set id = n.id from unnest($2::text[], $3::text[]) n (exchange_id, id)
                    where b.organisation_id = $1 and b.exchange_id = n.exchange_id and b.id is null and not exists (
                        select from tenant.message_batches o where o.organisation_id = $1 and o.connection_id = b.connection_id and o.id = n.id)
                    returning b.connection_id, b.id, b.skill_id)
                select platform.append_batches($1, array_agg(connection_id), array_agg(id), array_agg(skill_id)) from made having count(*) > 0
                """,
                organisation, Each(made, one => one.Exchange.Draft.Id), Each(made, one => one.Noted.BatchId));
        }
    }

    private static void AddNone(NpgsqlBatch write, string organisation, List<(PlannedExchange Exchange, RecordFrame Frame, BatchNoted Noted)> none)
    {
        if (none.Count > 0)
            write.Add("delete from tenant.message_batches where organisation_id = $1 and exchange_id = any ($2) and id is null", organisation, Each(none, one => one.Exchange.Draft.Id));
    }

    private static void AddEnds(NpgsqlBatch write, string organisation, List<(PlannedExchange Exchange, RecordFrame Frame, BatchNoted Noted)> over)
    {
        if (over.Count > 0)
        {
            write.Add(
                """
                update tenant.message_batches b set ended_at = coalesce(b.ended_at, n.at), deleted_at = case when n.state = 'deleted' then coalesce(b.deleted_at, n.at) else b.deleted_at end
                from unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::timestamptz[]) n (connection_id, skill_id, id, state, at)
                where b.organisation_id = $1 and b.connection_id = n.connection_id and b.skill_id = n.skill_id and b.id = n.id
                """,
                organisation, Each(over, one => one.Exchange.Open.ConnectionId), Each(over, one => one.Exchange.Open.SkillId), Each(over, one => one.Noted.BatchId),
                Each(over, one => one.Noted.State), Each(over, one => UnixMicroseconds.ToTime(one.Frame.At)));
        }
    }
}
