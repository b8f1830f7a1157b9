using Npgsql;

namespace SaaSGate.Postgres.Offboarding;

/// <summary>Finds a person by what others know them by.</summary>
internal static class People
{
    /// <summary>
    /// The best that a text can mean counts alone: an id; the directory's name of them; its id of them; a verified address; any other address. So nobody who
    /// took another's address keeps that person here. By an address, who is here goes before who has left.
    /// </summary>
    /// <returns>Null where nobody is meant, or more than one.</returns>
    public static async Task<string?> FindAsync(NpgsqlConnection connection, string text, CancellationToken cancellationToken) => await connection.ListAsync<Row>(
        """
        with meant as (
            select m.user_id, case
                when m.user_id = @text then 1 when u.user_key = lower(@text) then 2 when u.external_id = @text then 3
                when lower(m.email) = lower(@text) then case when m.email_verified then 4 else 5 end + case m.status when 'active' then 0 else 2 end end as rank
            from tenant.members m
            left join tenant.directory_users u on u.organisation_id = m.organisation_id and u.user_id = m.user_id
            where m.organisation_id = tenant.current_organisation())
        select user_id from meant where rank = (select min(rank) from meant) limit 2
        """, new { text }, cancellationToken) is [var one] ? one.UserId : null;

    private sealed record Row(string UserId);
}
