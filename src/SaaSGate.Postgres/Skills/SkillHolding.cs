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
        // Of a token, who made it.
        var person = await connection.ValueAsync<string>(
            "select coalesce((select created_by from tenant.api_tokens where organisation_id = tenant.current_organisation() and id = @actor), @actor)",
            new { actor = actor.Id }, cancellationToken);
        if (person != Actor.System.Id && !await connection.ValueAsync<bool>(
            "select true from tenant.members where organisation_id = tenant.current_organisation() and user_id = @person and status = 'active' for share", new { person }, cancellationToken))
            return CredentialOutcome.Gone;
        return await connection.ValueAsync<bool>(
            "select true from tenant.skills where organisation_id = tenant.current_organisation() and id = @skill for no key update", new { skill }, cancellationToken)
            ? CredentialOutcome.Made
            : CredentialOutcome.Missing;
    }
}
