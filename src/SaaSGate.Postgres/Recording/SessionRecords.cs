using Npgsql;
using static SaaSGate.Postgres.Statements;

namespace SaaSGate.Postgres.Recording;

/// <summary>Writes <c>tenant.session_records</c>.</summary>
internal static class SessionRecords
{
    /// <summary>Adds rows; their session's row is locked, and its head advances with them.</summary>
    public static void Add(NpgsqlBatch write, IReadOnlyList<SessionRecord> records)
    {
        if (records.Count == 0)
            return;
        write.Add(
            """
            insert into tenant.session_records (organisation_id, session_id, sequence, kind, exchange_id, started_at, body, previous_hash, record_hash)
            select * from unnest($1::text[], $2::text[], $3::bigint[], $4::text[], $5::text[], $6::timestamptz[], $7::bytea[], $8::bytea[], $9::bytea[])
            """,
            Each(records, record => record.Place.OrganisationId), Each(records, record => record.Place.SessionId), Each(records, record => record.Place.Sequence),
            Each(records, record => record.Kind), Each(records, record => record.ExchangeId), Each(records, record => record.StartedAt),
            Each(records, record => record.Body), Each(records, record => record.Previous), Each(records, record => record.Hash));
    }
}
