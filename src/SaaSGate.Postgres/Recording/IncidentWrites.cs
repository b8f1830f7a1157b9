using Npgsql;
using SaaSGate.Contracts.Ids;
using SaaSGate.Contracts.RegionLink;
using static SaaSGate.Postgres.Statements;

namespace SaaSGate.Postgres.Recording;

/// <summary>Writes which incidents rules open. They are opened when the records are committed.</summary>
internal static class IncidentWrites
{
    /// <summary>One row for each rule and session, the first time. Nothing is added where no rule opens any.</summary>
    /// <returns>Whether a statement was added.</returns>
    public static bool AddDue(NpgsqlBatch write, IngestBatch batch, IReadOnlyList<PlannedExchange> exchanges, TimeProvider clock)
    {
        var rows = exchanges.SelectMany(exchange => Incidents(exchange, exchange.Draft.Start, exchange.Draft.Start?.Started.Incidents)
            .Concat(Incidents(exchange, exchange.Draft.End, exchange.Draft.End?.Ended.Incidents))).ToList();
        if (rows.Count == 0)
            return false;
        write.Add(
            """
            insert into tenant.incidents_due (organisation_id, incident_id, session_id, exchange_id, at, policy_id, policy_version, rule, severity)
            select $1, d.* from unnest($2::text[], $3::text[], $4::text[], $5::timestamptz[], $6::text[], $7::bigint[], $8::text[], $9::text[]) d
            on conflict do nothing
            """,
            batch.Organisation.Value, Each(rows, _ => Id<Incident>.New(clock).Value), Each(rows, row => row.Exchange.Open.SessionId), Each(rows, row => row.Exchange.Open.Id),
            Each(rows, row => UnixMicroseconds.ToTime(row.At)), Each(rows, row => row.Incident.PolicyId), Each(rows, row => (long)row.Incident.PolicyVersion),
            Each(rows, row => row.Incident.Rule), Each(rows, row => row.Incident.Severity));
        return true;
    }

    private static IEnumerable<(PlannedExchange Exchange, long At, IncidentRecord Incident)> Incidents(PlannedExchange exchange, RecordFrame? frame, IEnumerable<IncidentRecord>? incidents) =>
        (incidents ?? []).Select(incident => (exchange, frame!.At, incident));
}
