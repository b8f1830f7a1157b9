using SaaSGate.Contracts.Problems;
using SaaSGate.ControlPlane.Http;
using SaaSGate.ControlPlane.Identity;
using SaaSGate.Postgres.Organisations;

namespace SaaSGate.ControlPlane.Organisations;

/// <summary>Looks at roles that something names: groups of a directory or an identity provider that are to give them, or rules of a policy.</summary>
internal sealed class MappedRoles(RoleStore roles)
{
    /// <summary>Names among these that are no role of the organisation.</summary>
    public async Task<IReadOnlyList<string>> UnknownAsync(Caller caller, IReadOnlyCollection<string> names, CancellationToken cancellationToken) =>
        names.Count == 0 ? [] : (await roles.CheckAsync(caller.OrganisationId, names, caller.Actor, cancellationToken)).Unknown;

    /// <summary>What keeps the caller from letting a group give these roles; null where nothing does.</summary>
    public async Task<ProblemResult?> ProblemAsync(Caller caller, string field, IEnumerable<string> names, CancellationToken cancellationToken)
    {
        var wanted = names.ToHashSet(StringComparer.Ordinal);
        if (wanted.Contains(Roles.Owner))
            return FieldErrors.One(field, "Groups make nobody an owner. An owner does, under Members.");
        var (unknown, reached) = await roles.CheckAsync(caller.OrganisationId, wanted, caller.Actor, cancellationToken);
        return unknown.Count > 0 ? FieldErrors.One(field, $"There is no role {string.Join(", ", unknown)}.")
            : reached ? null
            : (ProblemResult)PortalProblems.BeyondYou;
    }
}
