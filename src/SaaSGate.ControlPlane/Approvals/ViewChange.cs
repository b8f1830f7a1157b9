using System.ComponentModel.DataAnnotations;

namespace SaaSGate.ControlPlane.Approvals;

/// <summary>A part of a view that is other than before.</summary>
/// <param name="Part">Which, for people: Model, Destination, System prompt, Tools, Turn 3 (user) …</param>
/// <param name="Kind">added, removed or changed.</param>
/// <param name="Lines">The lines of it, old and new in place.</param>
internal sealed record ViewChange(string Part, [property: AllowedValues("added", "removed", "changed")] string Kind, IReadOnlyList<ViewChange.Line> Lines)
{
    /// <summary>A line.</summary>
    /// <param name="Kind">same, added or removed; skipped for equal lines that are left out, left_out for lines that do not fit, changed ones among them.</param>
    /// <param name="Text">The line; for those skipped, how many they are; for those left out, how many they are and how many of them changed, in words.</param>
    internal sealed record Line([property: AllowedValues("same", "added", "removed", "skipped", "left_out")] string Kind, string Text);
}
