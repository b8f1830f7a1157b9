namespace SaaSGate.Inspection.Policies.Reading;

/// <summary>What a skill is said to have used before.</summary>
internal sealed class GivenThings(IReadOnlyList<string> tools, IReadOnlyList<string> destinations, IReadOnlyList<string> models) : ISeenThings
{
    public bool Contains(SeenKind kind, ReadOnlySpan<char> value)
    {
        foreach (var known in kind switch { SeenKind.Tool => tools, SeenKind.Destination => destinations, _ => models })
            if (value.Equals(known, StringComparison.OrdinalIgnoreCase))
                return true;
        return false;
    }
}
