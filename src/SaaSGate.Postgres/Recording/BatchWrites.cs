using Npgsql;
using SaaSGate.Contracts.RegionLink;
using SaaSGate.Postgres.Batches;
using static SaaSGate.Postgres.Statements;

namespace SaaSGate.Postgres.Recording;

/// <summary>Writes whose batches are whose, with the records that say so. Whoever had an id first keeps it.</summary>
internal static class BatchWrites
{
    private const string Path = "/v1/messages/batches";

    /// <summary>Nothing is added where nothing is told. Gateways are told, and batches of stopped skills found, behind the transaction.</summary>
    /// <returns>Whether there is something to tell or to find: <see cref="BatchStore.BringUpAsync"/> does.</returns>
    public static bool Add(NpgsqlBatch write, IngestBatch batch, IReadOnlyList<PlannedExchange> exchanges)
    {
        var told = exchanges.SelectMany(exchange => exchange.Draft.Batches.Select(frame => (Exchange: exchange, Frame: frame, Noted: frame.Batch))).ToList();
        var makers = exchanges.Where(exchange => exchange is { Draft.End: not null, Open: { Method: "POST", Path: Path } }).ToList();
        if (told.Count + makers.Count == 0)
            return false;
        var organisation = batch.Organisation.Value;
        AddSent(write, batch, [.. told.Where(one => one.Noted.State == "sending")]);
        AddMade(write, organisation, [.. told.Where(one => one.Noted.State == "made")]);
        AddNone(write, organisation, [.. told.Where(one => one.Noted.State == "none")]);
        AddEnds(write, organisation, [.. told.Where(one => one.Noted.State is "ended" or "deleted")]);
        write.Add(
            "update tenant.message_batches b set lost_at = n.at from unnest($2::text[], $3::timestamptz[]) n (id, at) where b.organisation_id = $1 and b.exchange_id = n.id and b.id is null",
            organisation, Each(makers, maker => maker.Draft.Id), Each(makers, maker => UnixMicroseconds.ToTime(maker.Draft.End!.At)));
        return true;
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
                Each(sent, one => Later(UnixMicroseconds.ToTime(one.Frame.At), one.Exchange.Draft.Earliest)));
        }
    }

    // When Claude has ended it is counted from then.
    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;

    /// <summary>Their ids, which gateways are to be told.</summary>
    private static void AddMade(NpgsqlBatch write, string organisation, List<(PlannedExchange Exchange, RecordFrame Frame, BatchNoted Noted)> made)
    {
        if (made.Count > 0)
        {
            write.Add(
                """
                update tenant.message_batches b set id = n.id, to_tell = true from unnest($2::text[], $3::text[]) n (exchange_id, id)
                where b.organisation_id = $1 and b.exchange_id = n.exchange_id and b.id is null and not exists (
                    select from tenant.message_batches o where o.organisation_id = $1 and o.connection_id = b.connection_id and o.id = n.id)
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
