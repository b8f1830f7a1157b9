using Npgsql;
using SaaSGate.Contracts.Recording;

namespace SaaSGate.Postgres.Retention;

/// <summary>What happens when the last exchange of a session has been deleted.</summary>
internal static class SessionEnd
{
    /// <summary>
    /// Takes what the session's row says of it away, and the deletion records that retention has put into its chain: one bridge goes over all
    /// that there was, and the record that holds it is all that stays. Records of other deletions stay, each where it is.
    /// </summary>
    /// <returns>The bridge over the whole chain; null when something of the session is left.</returns>
    public static async Task<ChainBridge?> TryBridgeAllAsync(NpgsqlConnection connection, string session, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var emptied = await connection.RunAsync(
            """
            update tenant.sessions s set emptied_at = @now, skill_name = '', owner_user_id = '', name = null, title = null, model = null, region_id = null, last_decision = null,
                last_outcome = null, exchanges = 0, findings = 0, input_tokens = 0, output_tokens = 0
            where s.organisation_id = tenant.current_organisation() and s.id = @session
              and not exists (select from tenant.exchanges e where e.organisation_id = s.organisation_id and e.session_id = s.id)
            """,
            new { session, now }, cancellationToken);
        if (emptied == 0)
            return null;
        await connection.RunAsync(
            "delete from tenant.incidents_due where organisation_id = tenant.current_organisation() and session_id = @session", new { session }, cancellationToken);
        var others = await connection.ValueAsync<bool>(
            """
            select exists (select from tenant.session_records r where r.organisation_id = tenant.current_organisation() and r.session_id = @session
                and (r.kind <> 'deletion' or convert_from(r.body, 'UTF8')::jsonb ->> 'reason' <> @Reason))
            """,
            new { session, RetentionSweep.Reason }, cancellationToken);
        if (others)
            return null;
        await connection.RunAsync(
            "delete from tenant.session_records where organisation_id = tenant.current_organisation() and session_id = @session", new { session }, cancellationToken);
        var head = await connection.FirstAsync<Head>(
            "select chain_sequence, chain_head from tenant.sessions where organisation_id = tenant.current_organisation() and id = @session", new { session }, cancellationToken);
        return head is { ChainHead: { } link } ? new(new(1, head.ChainSequence), Commitment.Genesis, link) : null;
    }

    private sealed record Head(long ChainSequence, byte[]? ChainHead);
}
