using Npgsql;
using SaaSGate.Postgres.Audit;

namespace SaaSGate.Postgres.Skills;

/// <summary>Holds a skill for whoever gives it a credential.</summary>
internal static class SkillHolding
{
    /// <summary>
    /// Holds who acts and then the skill, in the order of a leaving: who leaves waits for the credential and ends it with all others, or has left and gives none,
    /// though the request was let in before. Call it first in the transaction.
    /// </summary>
    /// <returns>Missing or Gone; Made where nothing is in the way.</returns>
    public static async Task<CredentialOutcome> HoldAsync(this NpgsqlConnection connection, string skill, Actor actor, CancellationToken cancellationToken)
    {
        if (actor.Id != Actor.System.Id && !await connection.ValueAsync<bool>(
            """
            select true from tenant.members
            where organisation_id = tenant.current_organisation() and status = 'active'
              and user_id = coalesce((select t.created_by from tenant.api_tokens t where t.organisation_id = tenant.current_organisation() and t.id = @actor), @actor)
            for share
            """, new { actor = actor.Id }, cancellationToken))
            return CredentialOutcome.Gone;
        return await connection.ValueAsync<bool>(
            "select true from tenant.skills where organisation_id = tenant.current_organisation() and id = @skill for no key update", new { skill }, cancellationToken)
            ? CredentialOutcome.Made
            : CredentialOutcome.Missing;
    }
}
