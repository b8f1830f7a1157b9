using SaaSGate.Contracts.Ids;
using SaaSGate.Postgres.Approvals;

namespace SaaSGate.ControlPlane.Approvals;

/// <summary>Who of the groups that rules ask is told first. Whoever is asked may decide all the same.</summary>
internal sealed class OnDuty(ReviewerGroupStore groups, TimeProvider clock)
{
    /// <summary>The groups of these names, each with who is on call in it now; nobody where it has no schedule, or who it names may not decide what these people own.</summary>
    /// <param name="organisation">Whose groups.</param>
    /// <param name="asked">Their names.</param>
    /// <param name="owners">Of the skill, then and now: they never decide.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<(ReviewerGroup Group, ReviewerGroupMember? First)>> FindAsync(
        Id<Organisation> organisation, IReadOnlyList<string> asked, IReadOnlyCollection<string?> owners, CancellationToken cancellationToken)
    {
        if (asked.Count == 0)
            return [];
        var now = clock.GetUtcNow();
        var turns = (await groups.ListAsync(organisation, cancellationToken)).FindAll(group => asked.Contains(group.Name))
            .ConvertAll(group => (Group: group, Person: group.Schedule is null ? null : OnCall.At(group.Schedule, now)?.UserId));
        var able = turns.Exists(turn => turn.Person is not null)
            ? await groups.WhoMayDecideAsync(organisation, [.. turns.Select(turn => turn.Person).OfType<string>()], cancellationToken)
            : [];
        return turns.ConvertAll(turn => (turn.Group, turn.Person is { } person && able.Contains(person) && !owners.Contains(person)
            ? turn.Group.Members.FirstOrDefault(member => member.Id == person)
            : null));
    }

    /// <summary>Everybody who is on call now: group and person.</summary>
    public async Task<IReadOnlySet<(string GroupId, string UserId)>> ListAsync(Id<Organisation> organisation, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        return (await groups.ListAsync(organisation, cancellationToken))
            .Select(group => (group.Id, group.Schedule is null ? null : OnCall.At(group.Schedule, now)?.UserId))
            .Where(turn => turn.Item2 is not null).Select(turn => (turn.Id, turn.Item2!)).ToHashSet();
    }
}
