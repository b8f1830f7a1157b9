using SaaSGate.Inspection.Policies;
using SaaSGate.Postgres.Policies;

namespace SaaSGate.ControlPlane.Policies;

/// <summary>What one skill had used before a moment of the past.</summary>
/// <param name="uses">All that it ever used, each with its first time. Names are the same in any case.</param>
/// <param name="at">The moment.</param>
/// <param name="calls">Whether tools are asked for that were called; else those that were offered.</param>
internal sealed class RecordedUses(IReadOnlyDictionary<string, Dictionary<string, DateTimeOffset>> uses, DateTimeOffset at, bool calls) : ISeenThings
{
    /// <summary>Uses by skill and kind.</summary>
    public static Dictionary<string, Dictionary<string, Dictionary<string, DateTimeOffset>>> BySkill(IEnumerable<BacktestUse> uses) => uses
        .GroupBy(use => use.SkillId)
        .ToDictionary(skill => skill.Key, skill => skill.GroupBy(use => use.Kind).ToDictionary(
            kind => kind.Key,
            kind => kind.GroupBy(use => use.Value, StringComparer.OrdinalIgnoreCase).ToDictionary(value => value.Key, value => value.Min(use => use.FirstAt), StringComparer.OrdinalIgnoreCase)));

    /// <inheritdoc/>
    public bool Contains(SeenKind kind, ReadOnlySpan<char> value) =>
        uses.TryGetValue(NameOf(kind), out var known) && known.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(value, out var first) && first < at;

    private string NameOf(SeenKind kind) => kind switch
    {
        SeenKind.Tool => calls ? "call" : "tool",
        SeenKind.Destination => "destination",
        _ => "model",
    };
}
