using SaaSGate.Contracts.RegionLink;
using SaaSGate.Inspection.Policies;

namespace SaaSGate.Gateway.View;

/// <summary>The policies of a skill, merged; skills for which the same ones are share it.</summary>
/// <param name="Set">The rules; null where one of the policies cannot be read and none of its versions could be before: fail closed.</param>
/// <param name="Versions">Which versions of which policies are in force, in the order of merging.</param>
/// <param name="Drafts">Which drafts run beside them: they decide nothing.</param>
/// <param name="Shadow">The rules as they would be with the drafts; null where there is none.</param>
internal sealed record SkillPolicies(
    PolicySet? Set, IReadOnlyList<(string PolicyId, ulong Version)> Versions, IReadOnlyList<(string PolicyId, ulong Version)> Drafts, PolicySet? Shadow)
{
    /// <summary>The versions in force as the region link tells them.</summary>
    public IReadOnlyList<PolicyUse> InForce { get; } = [.. Versions.Select(version => new PolicyUse { PolicyId = version.PolicyId, Version = version.Version })];

    /// <summary>The same as records tell it, with drafts; of a policy that is only tried the version is 0.</summary>
    public IReadOnlyList<PolicyUse> Uses { get; } =
    [
        .. Versions.Select(version => new PolicyUse { PolicyId = version.PolicyId, Version = version.Version, ShadowVersion = DraftOf(Drafts, version.PolicyId) }),
        .. Drafts.Where(draft => Versions.All(version => version.PolicyId != draft.PolicyId)).Select(draft => new PolicyUse { PolicyId = draft.PolicyId, ShadowVersion = draft.Version }),
    ];

    /// <summary>Whether a rule that matched in the shadow is a draft's.</summary>
    public bool IsDraft(Inspection.Policies.RuleMatch match) => DraftOf(Drafts, match.PolicyId) is > 0 and var version && version == (ulong)match.Version;

    private static ulong DraftOf(IReadOnlyList<(string PolicyId, ulong Version)> drafts, string policyId) =>
        drafts.FirstOrDefault(draft => draft.PolicyId == policyId).Version;
}
