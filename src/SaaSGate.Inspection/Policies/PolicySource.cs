namespace SaaSGate.Inspection.Policies;

/// <summary>One policy as its author wrote it.</summary>
/// <param name="Id">Id of the policy (<c>pol_…</c>).</param>
/// <param name="Name">Its name, for messages; policies of one scope are merged in the order of their names.</param>
/// <param name="Version">Its version; decisions carry it.</param>
/// <param name="Document">YAML. The language is described in <c>Policies/policy-language.md</c>.</param>
/// <param name="Scope">What it is attached to: <c>organisation</c> (or empty), <c>label:NAME</c>, <c>skill:skl_…</c>.</param>
public sealed record PolicySource(string Id, string Name, long Version, string Document, string Scope = PolicySource.Organisation)
{
    /// <summary>Scope of a policy for every skill.</summary>
    public const string Organisation = "organisation";

    private const string OfLabel = "label:", OfSkill = "skill:";

    /// <summary>Place of the scope in merging: 0 for a skill's own, 1 for a label's, 2 for the organisation's.</summary>
    internal int Rank => Scope.StartsWith(OfSkill, StringComparison.Ordinal) ? 0 : Scope.StartsWith(OfLabel, StringComparison.Ordinal) ? 1 : 2;

    /// <summary>The scope of a policy for one skill.</summary>
    /// <param name="skillId">Its id (<c>skl_…</c>).</param>
    public static string Skill(string skillId) => OfSkill + skillId;

    /// <summary>The scope of a policy for all skills of a label.</summary>
    public static string Label(string label) => OfLabel + label;

    /// <summary>Whether a scope can be read.</summary>
    public static bool IsScope(string scope)
    {
        ArgumentNullException.ThrowIfNull(scope);
        return scope is "" or Organisation || (scope.StartsWith(OfLabel, StringComparison.Ordinal) && scope.Length > OfLabel.Length) || (scope.StartsWith(OfSkill, StringComparison.Ordinal) && scope.Length > OfSkill.Length);
    }

    /// <summary>Whether the policy is in force for a skill.</summary>
    /// <param name="skillId">Its id (<c>skl_…</c>).</param>
    /// <param name="labels">Its labels.</param>
    /// <exception cref="FormatException">The scope cannot be read: what cannot be understood must not be left out.</exception>
    public bool AppliesTo(string skillId, IEnumerable<string> labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        if (!IsScope(Scope))
            throw new FormatException($"The scope of {Id} cannot be read.");
        return Rank switch
        {
            0 => Scope.AsSpan(OfSkill.Length).SequenceEqual(skillId),
            1 => labels.Contains(Scope[OfLabel.Length..], StringComparer.Ordinal),
            _ => true,
        };
    }

    /// <summary>Policies in the order in which their rules are merged: the skill's, those of labels by label, the organisation's; each by name.</summary>
    public static IReadOnlyList<PolicySource> Ordered(IEnumerable<PolicySource> sources)
    {
        ArgumentNullException.ThrowIfNull(sources);
        return Ordered(sources, source => source);
    }

    /// <inheritdoc cref="Ordered(IEnumerable{PolicySource})"/>
    internal static IReadOnlyList<T> Ordered<T>(IEnumerable<T> policies, Func<T, PolicySource> sourceOf) =>
    [
        .. policies.Select(policy => (Policy: policy, Source: sourceOf(policy)))
            .OrderBy(pair => pair.Source.Rank)
            .ThenBy(pair => pair.Source.Rank == 1 ? pair.Source.Scope : "", StringComparer.Ordinal)
            .ThenBy(pair => pair.Source.Name, StringComparer.Ordinal)
            .ThenBy(pair => pair.Source.Id, StringComparer.Ordinal)
            .Select(pair => pair.Policy),
    ];
}
