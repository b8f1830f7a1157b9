namespace SaaSGate.Postgres.Batches;

/// <summary>What became of batches that a stop found at Claude.</summary>
/// <param name="Cancelled">Cancelled, or over before they could be.</param>
/// <param name="Trying">Not cancelled yet: it is tried again.</param>
/// <param name="Failed">Not cancelled for good: Claude ended them by itself, or nobody knows their ids.</param>
/// <param name="Problem">Why an attempt failed last, a code; null where none has.</param>
public sealed record StopBatches(int Cancelled, int Trying, int Failed, string? Problem)
{
    /// <summary>SQL: the columns of these, of <c>n</c>.</summary>
    internal const string Columns = "n.cancelled as batches_cancelled, n.trying as batches_trying, n.failed as batches_failed, n.problem as batches_problem";

    /// <summary>SQL: <c>n</c>, what became of the batches of a lock.</summary>
    /// <param name="row">The row that names it.</param>
    /// <param name="id">Its column with the lock's id.</param>
    internal static string Of(string row, string id) => $"""
        left join lateral (
            select count(*) filter (where b.cancel_state = 'cancelled')::int as cancelled, count(*) filter (where b.cancel_state = 'due')::int as trying,
                count(*) filter (where b.cancel_state = 'failed')::int as failed, max(b.cancel_problem) filter (where b.cancel_state in ('due', 'failed')) as problem
            from tenant.batch_stops t join tenant.message_batches b on b.organisation_id = t.organisation_id and b.exchange_id = t.exchange_id
            where t.organisation_id = {row}.organisation_id and t.lock_id = {row}.{id}) n on true
        """;
}
