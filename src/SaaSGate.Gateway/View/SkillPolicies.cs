using SaaSGate.Inspection.Policies;

namespace SaaSGate.Gateway.View;

/// <summary>The policies of a skill, merged; skills for which the same ones are share it.</summary>
/// <param name="Set">The rules; null where one of the policies cannot be read and none of its versions could be before: fail closed.</param>
/// <param name="Versions">Which versions of which policies are in force, in the order of merging.</param>
internal sealed record SkillPolicies(PolicySet? Set, IReadOnlyList<(string PolicyId, ulong Version)> Versions);
