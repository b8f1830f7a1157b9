using System.Collections.Concurrent;
using System.Security.Cryptography;
using SaaSGate.Inspection;
using SaaSGate.Inspection.Policies;

namespace SaaSGate.ControlPlane.Policies;

/// <summary>Policies as they would be in force, tried on what nobody sends. Its labels are of a key that is made for it and kept nowhere.</summary>
/// <param name="sources">The policies; each compiles by itself, and has a scope that can be read.</param>
/// <param name="fingerprintKeys">The organisation's, by which exceptions know values in records; none where no record is read.</param>
internal sealed class PolicyTrial(IReadOnlyList<PolicySource> sources, IReadOnlyList<byte[]>? fingerprintKeys = null)
{
    private readonly MaskingKeys _keys = new(
        RandomNumberGenerator.GetBytes(MaskingKeys.KeyBytes),
        [.. (fingerprintKeys is { Count: > 0 } ? fingerprintKeys : [RandomNumberGenerator.GetBytes(MaskingKeys.KeyBytes)]).Select((key, i) => new FingerprintKey(DateOnly.MinValue.AddMonths(i), key))]);

    private readonly InspectionCache _cache = new();
    private readonly ConcurrentDictionary<string, PolicySet> _sets = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Inspector> _inspectors = new(StringComparer.Ordinal);

    /// <summary>What reads requests of a skill. What rules that mask leave alone, they leave alone as of today.</summary>
    /// <param name="skill">Its id, name and labels; of one skill always the same.</param>
    /// <exception cref="InvalidOperationException">The policies of the skill do not compile together.</exception>
    public Inspector For(RequestFacts skill) =>
        _inspectors.GetOrAdd(skill.SkillId!, _ => new Inspector(SetOf(skill.SkillId!, skill.SkillLabels ?? []), _keys, skill.SkillId!, _cache, skill: skill));

    /// <summary>Whether any rule looks at tool calls of answers.</summary>
    /// <exception cref="InvalidOperationException">The policies of the skill do not compile together.</exception>
    public bool AsksCalls(string skillId, IReadOnlyCollection<string> skillLabels) => SetOf(skillId, skillLabels).RuleSummaries.Any(rule => rule.On == "tool_use");

    private PolicySet SetOf(string skillId, IReadOnlyCollection<string> skillLabels)
    {
        var applied = sources.Where(source => source.AppliesTo(skillId, skillLabels)).ToList();
        return _sets.GetOrAdd(string.Join(' ', applied.Select(source => source.Id)), _ =>
        {
            var compiled = PolicySet.Compile(applied);
            return compiled.Policy ?? throw new InvalidOperationException(compiled.Errors[0].ToString());
        });
    }
}
