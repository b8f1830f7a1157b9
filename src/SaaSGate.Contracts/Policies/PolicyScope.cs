using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace SaaSGate.Contracts.Policies;

/// <summary>Which skills a policy is for: <c>organisation</c>, <c>label:NAME</c> or <c>skill:skl_…</c>.</summary>
public sealed record PolicyScope
{
    /// <summary>Longest label that a scope names, in UTF-16 units: as long as one of a skill.</summary>
    public const int LongestLabel = 60;

    private const string All = "organisation", LabelPrefix = "label:", SkillPrefix = "skill:";

    // As PostgreSQL orders with the collation C: UTF-16 has another order where surrogates are.
    private static readonly Comparer<string?> ByBytes = Comparer<string?>.Create(
        (left, right) => Encoding.UTF8.GetBytes(left ?? "").AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(right ?? "")));

    private readonly int _width;
    private readonly string _name;

    private PolicyScope(int width, string name) => (_width, _name) = (width, name);

    /// <summary>Every skill.</summary>
    public static PolicyScope Organisation { get; } = new(2, "");

    /// <summary>The skill that it names; null for another kind.</summary>
    public string? SkillId => _width == 0 ? _name : null;

    /// <summary>The label that it names; null for another kind.</summary>
    public string? Label => _width == 1 ? _name : null;

    /// <summary>Reads a scope; an empty text is the organisation.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out PolicyScope? scope)
    {
        scope = text switch
        {
            null => null,
            "" or All => Organisation,
            _ when text.StartsWith(LabelPrefix, StringComparison.Ordinal) => Named(1, text[LabelPrefix.Length..]),
            _ when text.StartsWith(SkillPrefix, StringComparison.Ordinal) && Ids.Id<Ids.Skill>.TryParse(text[SkillPrefix.Length..], out var skill) => new(0, skill.Value),
            _ => null,
        };
        return scope is not null;
    }

    /// <summary>
    /// What is for a skill, in the order of merging: what names the skill, then what names one of its labels (by label), then what is for all;
    /// among equals by name; both by the bytes of UTF-8, as <c>tenant.policies_for</c> orders them. The most severe kind wins whatever the order; of rules of one kind the first decides.
    /// </summary>
    /// <param name="policies">Any policies.</param>
    /// <param name="scopeOf">The scope of one; null where it cannot be read: then it is for every skill, so that nothing is left out.</param>
    /// <param name="nameOf">The name of one.</param>
    /// <param name="skillId">The skill.</param>
    /// <param name="labels">Its labels.</param>
    public static IEnumerable<T> InOrder<T>(
        IEnumerable<T> policies, Func<T, PolicyScope?> scopeOf, Func<T, string> nameOf, string skillId, IReadOnlyCollection<string> labels) => policies
        .Select(policy => (Policy: policy, Scope: scopeOf(policy) ?? Organisation))
        .Where(each => each.Scope.AppliesTo(skillId, labels))
        .OrderBy(each => each.Scope._width)
        .ThenBy(each => each.Scope.Label, ByBytes)
        .ThenBy(each => nameOf(each.Policy), ByBytes)
        .Select(each => each.Policy);

    /// <summary>Whether it is for a skill.</summary>
    public bool AppliesTo(string skillId, IReadOnlyCollection<string> labels) => _width switch
    {
        0 => _name == skillId,
        1 => labels.Contains(_name, StringComparer.Ordinal),
        _ => true,
    };

    /// <inheritdoc/>
    public override string ToString() => _width switch
    {
        0 => SkillPrefix + _name,
        1 => LabelPrefix + _name,
        _ => All,
    };

    private static PolicyScope? Named(int width, string name) =>
        name.Length is > 0 and <= LongestLabel && name.Trim() == name && !name.Any(char.IsControl) ? new(width, name) : null;
}
