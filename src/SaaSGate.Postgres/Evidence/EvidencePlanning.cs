using Npgsql;
using SaaSGate.Contracts.Evidence;
using SaaSGate.Contracts.Recording;

namespace SaaSGate.Postgres.Evidence;

/// <summary>Works out which sessions and checkpoints belong to a scope. Sessions are those that checkpoints name, whether their rows are there or not.</summary>
internal static class EvidencePlanning
{
    public static async Task<EvidencePlan?> MakeAsync(NpgsqlConnection connection, string organisation, EvidenceScope scope, CancellationToken cancellationToken)
    {
        // 1. The checkpoints of the time: from the first one in it to the first one at or behind its end, which has what happened last in it.
        var complete = scope.Kind == EvidenceScope.SessionsKind ? null : await connection.FirstAsync<Range>(
            """
            select f.number as first, coalesce(t.number, l.number) as last
            from (select min(number) as number from tenant.checkpoints where organisation_id = @organisation and at >= @from) f
            cross join (select min(number) as number from tenant.checkpoints where organisation_id = @organisation and at >= @to) t
            cross join (select max(number) as number from tenant.checkpoints where organisation_id = @organisation) l
            where f.number is not null
            """,
            new { organisation, from = scope.From, to = scope.To }, cancellationToken);
        if (complete is null && scope.Kind != EvidenceScope.SessionsKind)
            return null;

        // 2. Their sessions, each as far as any checkpoint signs it.
        var heads = await connection.ListAsync<Head>(
            """
            with claimed as (
                select distinct session_id from tenant.checkpoint_leaves
                where organisation_id = @organisation and case when @sessions is null then number between @first and @last else session_id = any (@sessions) end
                  and (@skill is null or session_id in (select id from tenant.sessions where organisation_id = @organisation and skill_id = @skill)))
            select c.session_id, min(l.number) as first, max(l.number) as last, max(l.sequence) as sequence
            from claimed c join tenant.checkpoint_leaves l on l.organisation_id = @organisation and l.session_id = c.session_id
            group by c.session_id
            """,
            new
            {
                organisation,
                sessions = scope.Kind == EvidenceScope.SessionsKind ? scope.Sessions.ToArray() : null,
                skill = scope.SkillId,
                first = complete?.First ?? 0,
                last = complete?.Last ?? 0,
            }, cancellationToken);
        if (heads.Count == 0)
            return null;

        // 3. One checkpoint before the time shows that it begins there; the last ones sign how the sessions went on.
        var begins = heads.Min(head => head.First);
        if (complete is not null)
            begins = Math.Min(begins, Math.Max(1, complete.First - 1));
        return new(
            [.. heads.OrderBy(head => head.SessionId, StringComparer.Ordinal).Select(head => new EvidenceSession(head.SessionId, head.Sequence))],
            new(begins, Math.Max(complete?.Last ?? 0, heads.Max(head => head.Last))),
            complete is null ? new(0, 0) : new ChainRange(complete.First, complete.Last));
    }

    /// <summary>Whether something was deleted that the records of the plan cannot account for yet.</summary>
    public static Task<bool> IsOutdatedAsync(NpgsqlConnection connection, string organisation, EvidencePlan plan, CancellationToken cancellationToken) => connection.ValueAsync<bool>(
        """
        select exists (
            select from tenant.session_records r
            where r.organisation_id = @organisation and r.session_id = any (@sessions) and r.kind = 'deletion'
              and r.sequence > (select max(l.sequence) from tenant.checkpoint_leaves l where l.organisation_id = @organisation and l.session_id = r.session_id))
        """,
        new { organisation, sessions = plan.Sessions.Select(session => session.SessionId).ToArray() }, cancellationToken);

    private sealed record Range(long First, long Last);

    private sealed record Head(string SessionId, long First, long Last, long Sequence);
}
