using Npgsql;
using static SaaSGate.Postgres.Statements;

namespace SaaSGate.Postgres.Recording;

/// <summary>What is there already. Each method is one round trip; row locks are taken in one order: position, then sessions by id.</summary>
internal static class IngestReads
{
    /// <summary>Locks the spool's position for this organisation, and returns it, with the database's time.</summary>
    public static async Task<(long Reached, DateTimeOffset Now)> LockPositionAsync(NpgsqlConnection connection, IngestBatch batch, CancellationToken cancellationToken)
    {
        await using var read = new NpgsqlBatch(connection);
        object[] key = [batch.Organisation.Value, batch.GatewayId, batch.SpoolId];
        read.Add("insert into tenant.ingest_positions (organisation_id, gateway_id, spool_id, sequence) values ($1, $2, $3, 0) on conflict do nothing", key);
        read.Add("select sequence, clock_timestamp() from tenant.ingest_positions where organisation_id = $1 and gateway_id = $2 and spool_id = $3 for update", key);
        await using var reader = await read.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return (reader.GetInt64(0), reader.GetFieldValue<DateTimeOffset>(1));
    }

    /// <summary>What is known of these exchanges, and the parts of those that began earlier and end now.</summary>
    public static async Task<(List<OpenExchange> Exchanges, ILookup<string, OpenPart> Parts)> OpenAsync(
        NpgsqlConnection connection, IngestBatch batch, IReadOnlyCollection<ExchangeDraft> drafts, CancellationToken cancellationToken)
    {
        var windows = drafts.Select(draft => ExchangeTime.WindowOf(draft.Id)).ToList();
        await using var read = new NpgsqlBatch(connection);
        read.Add(
            $"""
            select {OpenExchange.Columns}, e.outcome is null and e.gateway_id = $7 as goes_on, case when e.outcome is null and e.id = any ($8) then e.withheld::text end as withheld
            from unnest($2::text[], $3::timestamptz[], $4::timestamptz[]) w (id, first, last)
            join tenant.exchanges e on e.organisation_id = $1 and e.id = w.id and e.started_at >= w.first and e.started_at < w.last
            where e.started_at >= $5 and e.started_at < $6
            """,
            batch.Organisation.Value, drafts.Select(draft => draft.Id).ToArray(), windows.ConvertAll(w => w.From).ToArray(), windows.ConvertAll(w => w.To).ToArray(),
            windows.Min(w => w.From), windows.Max(w => w.To), batch.GatewayId, drafts.Where(draft => draft.TellsOfCalls).Select(draft => draft.Id).ToArray());
        read.Add(
            "select exchange_id, at, data, timing from tenant.exchange_parts where organisation_id = $1 and exchange_id = any ($2) order by exchange_id, position",
            batch.Organisation.Value, drafts.Where(draft => draft is { Start: null, End: not null }).Select(draft => draft.Id).ToArray());
        await using var reader = await read.ExecuteReaderAsync(cancellationToken);
        var exchanges = await reader.RestAsync(RowReader<OpenExchange>.For(reader), cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        var parts = await reader.RestAsync(RowReader<OpenPart>.For(reader), cancellationToken);
        return (exchanges, parts.ToLookup(part => part.ExchangeId));
    }

    /// <summary>Adds the sessions that are new, and locks all of them.</summary>
    public static async Task<(HashSet<string> New, Dictionary<string, SessionHead> Heads)> SessionsAsync(
        NpgsqlConnection connection, IngestBatch batch, IReadOnlyCollection<ExchangeDraft> drafts, CancellationToken cancellationToken)
    {
        await using var read = new NpgsqlBatch(connection);
        var first = drafts.Where(draft => draft.Start is not null).DistinctBy(draft => draft.SessionId).ToList();
        read.Add(
            """
            insert into tenant.sessions (organisation_id, id, skill_id, skill_name, owner_user_id, name, started_at, last_at, region_id, title)
            select $1, n.id, n.skill, coalesce(s.name, n.skill), n.owner, n.name, n.at, n.at, $2, n.title
            from unnest($3::text[], $4::text[], $5::text[], $6::text[], $7::timestamptz[], $8::text[]) n (id, skill, owner, name, at, title)
            left join tenant.skills s on s.organisation_id = $1 and s.id = n.skill
            order by n.id
            on conflict do nothing returning id
            """,
            batch.Organisation.Value, batch.RegionId, Each(first, draft => draft.SessionId), Each(first, draft => draft.Start!.Started.SkillId),
            Each(first, draft => draft.Start!.Started.OwnerUserId), Each(first, draft => OpenExchange.OrNull(draft.Start!.Started.SessionName)),
            Each(first, draft => draft.StartedAt), Each(first, draft => draft.Request?.Title));
        read.Add(
            """
            select id, skill_id, chain_sequence, chain_head, blocks, emptied_at is not null as is_emptied
            from tenant.sessions where organisation_id = $1 and id = any ($2) order by id for update
            """,
            batch.Organisation.Value, drafts.Select(draft => draft.SessionId).Distinct().ToArray());
        HashSet<string> added;
        Dictionary<string, SessionHead> heads;
        await using (var reader = await read.ExecuteReaderAsync(cancellationToken))
        {
            added = [.. await reader.RestAsync(row => row.GetString(0), cancellationToken)];
            await reader.NextResultAsync(cancellationToken);
            heads = (await reader.RestAsync(RowReader<SessionHead>.For(reader), cancellationToken)).ToDictionary(head => head.Id);
        }

        var emptied = first.FindAll(draft => heads[draft.SessionId] is { IsEmptied: true } head && head.SkillId == draft.Start!.Started.SkillId);
        if (emptied.Count > 0)
            await BeginAgainAsync(connection, batch, emptied, cancellationToken);
        return (added, heads);
    }

    /// <summary>Sessions of which nothing was left go on as if they were new.</summary>
    private static async Task BeginAgainAsync(NpgsqlConnection connection, IngestBatch batch, List<ExchangeDraft> first, CancellationToken cancellationToken)
    {
        await using var write = new NpgsqlBatch(connection);
        write.Add(
            """
            update tenant.sessions s set skill_name = coalesce((select k.name from tenant.skills k where k.organisation_id = $1 and k.id = s.skill_id), s.skill_id),
                owner_user_id = n.owner, name = n.name, title = n.title, started_at = n.at, emptied_at = null
            from unnest($2::text[], $3::text[], $4::text[], $5::timestamptz[], $6::text[]) n (id, owner, name, at, title)
            where s.organisation_id = $1 and s.id = n.id
            """,
            batch.Organisation.Value, Each(first, draft => draft.SessionId), Each(first, draft => draft.Start!.Started.OwnerUserId),
            Each(first, draft => OpenExchange.OrNull(draft.Start!.Started.SessionName)), Each(first, draft => draft.StartedAt), Each(first, draft => draft.Request?.Title));
        await write.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>All blocks of sessions that are locked, each of one month: whatever another gateway has added is committed by now, and seen.</summary>
    public static async Task LoadAsync(NpgsqlConnection connection, IngestBatch batch, IReadOnlyList<SessionBlocks> sessions, CancellationToken cancellationToken)
    {
        await using var read = new NpgsqlBatch(connection);
        read.Add(
            """
            select w.place, b.number, b.hash, b.salt
            from unnest($2::text[], $3::date[]) with ordinality w (session_id, month, place)
            join tenant.blocks b on b.organisation_id = $1 and b.session_id = w.session_id and b.month = w.month
            """,
            batch.Organisation.Value, Each(sessions, session => session.SessionId), Each(sessions, session => session.Month));
        await using var reader = await read.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var hash = reader.GetFieldValue<byte[]>(2);
            sessions[(int)reader.GetInt64(0) - 1].Add(BlockHash.Of(hash), new(reader.GetInt32(1), reader.GetFieldValue<byte[]>(3), hash));
        }
    }
}
