using System.Collections.Concurrent;
using System.Security.Cryptography;
using SaaSGate.Contracts.Policies;
using SaaSGate.Inspection;
using SaaSGate.Inspection.Policies;

namespace SaaSGate.ControlPlane.Policies;

/// <summary>Policies as they would be in force, tried on what nobody sends. Its labels and fingerprints are of keys that are made for it and kept nowhere.</summary>
internal sealed class PolicyTrial
{
    private readonly MaskingKeys _keys = new(RandomNumberGenerator.GetBytes(MaskingKeys.KeyBytes), RandomNumberGenerator.GetBytes(MaskingKeys.KeyBytes));
    private readonly IReadOnlyList<(PolicySource Source, PolicyScope? Scope)> _sources;
    private readonly InspectionCache _cache = new();
    private readonly RecordedLabels? _labels;
    private readonly ConcurrentDictionary<string, PolicySet> _sets = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Inspector> _inspectors = new(StringComparer.Ordinal);

    /// <summary>Takes the policies.</summary>
    /// <param name="sources">With their scopes; each compiles by itself.</param>
    /// <param name="labels">Where records are read: what labels in them stand for.</param>
    public PolicyTrial(IEnumerable<(PolicySource Source, string Scope)> sources, RecordedLabels? labels = null) =>
        (_sources, _labels) = ([.. sources.Select(each => (each.Source, PolicyScope.TryParse(each.Scope, out var scope) ? scope : null))], labels);

    /// <summary>What reads requests of a skill.</summary>
    /// <exception cref="InvalidOperationException">The policies of the skill do not compile together.</exception>
    public Inspector For(string skillId, IReadOnlyCollection<string> labels) => _inspectors.GetOrAdd(skillId, _ => new Inspector(SetOf(skillId, labels), _keys, skillId, _cache));

    private PolicySet SetOf(string skillId, IReadOnlyCollection<string> labels)
    {
        var ordered = PolicyScope.InOrder(_sources, each => each.Scope, each => each.Source.Name, skillId, labels).Select(each => each.Source).ToList();
        return _sets.GetOrAdd(string.Join(' ', ordered.Select(source => source.Id)), _ =>
        {
            var compiled = PolicySet.Compile(ordered);
            if (compiled.Policy is not { } set)
                throw new InvalidOperationException(compiled.Errors[0].ToString());
            return _labels is null ? set : set.ForRecords(_labels);
        });
    }
}
