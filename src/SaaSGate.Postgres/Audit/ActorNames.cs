namespace SaaSGate.Postgres.Audit;

/// <summary>Gives what acted the name that people know: a member's, a token's, or SaaSGate's own.</summary>
internal static class ActorNames
{
    /// <summary>SQL for the name of an actor of the transaction's organisation; the id where no name is known.</summary>
    /// <param name="column">The column with the actor's id.</param>
    public static string Of(string column) =>
        $"""
        coalesce(
            (select n.display_name from tenant.members n where n.organisation_id = tenant.current_organisation() and n.user_id = {column}),
            (select n.name from tenant.api_tokens n where n.organisation_id = tenant.current_organisation() and n.id = {column}),
            case {column} when 'system' then 'SaaSGate' else {column} end)
        """;
}
