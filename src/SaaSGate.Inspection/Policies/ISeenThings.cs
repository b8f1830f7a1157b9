namespace SaaSGate.Inspection.Policies;

/// <summary>What one skill has used before. Asked while a request is read: it must answer from memory, to several threads.</summary>
public interface ISeenThings
{
    /// <summary>Whether the skill has used this before.</summary>
    /// <param name="kind">What it is.</param>
    /// <param name="value">Its name, as <see cref="UsedThing.Value"/> has it; names are compared without regard to case.</param>
    bool Contains(SeenKind kind, ReadOnlySpan<char> value);
}
