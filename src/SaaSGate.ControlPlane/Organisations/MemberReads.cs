using SaaSGate.Contracts.Ids;
using SaaSGate.Postgres.Identity;
using SaaSGate.Postgres.Organisations;

namespace SaaSGate.ControlPlane.Organisations;

/// <summary>People of an organisation, and when they were last here: the one is the organisation's, the other the installation's.</summary>
internal sealed class MemberReads(MemberStore members, MemberRoleStore roles, SignInStore signIns)
{
    /// <inheritdoc cref="MemberStore.ListAsync"/>
    public async Task<List<ListedMember>> ListAsync(Id<Organisation> organisation, string? afterName, string? afterId, int limit, CancellationToken cancellationToken)
    {
        var rows = await members.ListAsync(organisation, afterName, afterId, limit, cancellationToken);
        var last = await signIns.LastAsync(organisation, rows.ConvertAll(row => row.Id), cancellationToken);
        return rows.ConvertAll(row => row with { LastSignInAt = last.TryGetValue(row.Id, out var at) ? at : null });
    }

    /// <inheritdoc cref="MemberRoleStore.FindAsync"/>
    public async Task<ListedMember?> FindAsync(Id<Organisation> organisation, string userId, CancellationToken cancellationToken) =>
        await roles.FindAsync(organisation, userId, cancellationToken) is { } member
            ? member with { LastSignInAt = (await signIns.LastAsync(organisation, [userId], cancellationToken)).TryGetValue(userId, out var at) ? at : null }
            : null;
}
