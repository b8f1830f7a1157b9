using Npgsql;
using SaaSGate.Contracts.Ids;
using SaaSGate.Postgres.Audit;
using SaaSGate.Postgres.Live;

namespace SaaSGate.Postgres.Scim;

/// <summary>Gives people what their groups allow, after they or the groups changed.</summary>
internal static class DirectoryRoles
{
    public static async Task<DirectoryChange<T>> MapAsync<T>(
        NpgsqlConnection connection, TimeProvider clock, Id<Organisation> organisation, IReadOnlyCollection<string> people, Actor actor, T value, CancellationToken cancellationToken)
        where T : class
    {
        if (people.Count == 0)
            return new(DirectoryOutcome.Done, value, []);
        var changed = await connection.ListAsync<Changed>("select * from tenant.map_directory_roles(@users)", new { users = people.ToArray() }, cancellationToken);
        await connection.AuditAsync(clock, actor, changed.ConvertAll(person => ("member.saved", person.UserId, (object)new { roles = person.Roles })), cancellationToken);
        var told = await connection.AppendFeedsAsync("MemberChanged", changed.ConvertAll(person => (person.UserId, (object)new { roles = person.Roles })), cancellationToken);
        return new(
            DirectoryOutcome.Done, value, told.ConvertAll(one => new FeedAppended(organisation.Value, one)), RolesChanged: changed.ConvertAll(person => person.UserId));
    }

    private sealed record Changed(string UserId, IReadOnlyList<string> Roles);
}
