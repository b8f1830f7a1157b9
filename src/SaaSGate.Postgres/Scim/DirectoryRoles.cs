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
        foreach (var person in changed)
            await connection.AuditAsync(clock, actor, "member.saved", person.UserId, new { roles = person.Roles }, cancellationToken);
        List<FeedAppended> feeds = [];
        foreach (var person in changed)
            feeds.Add(new(organisation.Value, await connection.AppendFeedAsync("MemberChanged", person.UserId, new { roles = person.Roles }, cancellationToken)));
        return new(DirectoryOutcome.Done, value, feeds, RolesChanged: changed.ConvertAll(person => person.UserId));
    }

    private sealed record Changed(string UserId, IReadOnlyList<string> Roles);
}
