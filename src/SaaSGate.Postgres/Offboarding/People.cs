using Npgsql;

namespace SaaSGate.Postgres.Offboarding;

/// <summary>Finds a person by what others know them by: id, e-mail address, or the directory's name or id of them.</summary>
internal static class People
{
    /// <returns>At most two: where there is more than one, nobody is meant.</returns>
    public static async Task<List<string>> FindAsync(NpgsqlConnection connection, string text, CancellationToken cancellationToken) => (await connection.ListAsync<Row>(
        """
        select distinct m.user_id from tenant.members m
        left join tenant.directory_users u on u.organisation_id = m.organisation_id and u.user_id = m.user_id
        where m.organisation_id = tenant.current_organisation() and (m.user_id = @text or lower(m.email) = lower(@text) or u.user_key = lower(@text) or u.external_id = @text)
        limit 2
        """, new { text }, cancellationToken)).ConvertAll(row => row.UserId);

    private sealed record Row(string UserId);
}
