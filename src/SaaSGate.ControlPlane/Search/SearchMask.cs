using System.Text;
using System.Text.RegularExpressions;
using SaaSGate.Inspection;

namespace SaaSGate.ControlPlane.Search;

/// <summary>
/// Masks what somebody searched for: every value that a detector of the product finds and what policies mask. A value leaves its type
/// alone, so that nobody can tell whether two are the same. For one thread.
/// </summary>
internal sealed partial class SearchMask(IReadOnlyList<TextInspector> inspectors)
{
    /// <summary>What was typed. Long numbers are masked too: few words stand around them here, by which detectors would know them.</summary>
    public string Words(string text) => LongNumbers().Replace(Values(text), "[NUMBER]");

    /// <summary>What was chosen.</summary>
    public string Values(string text) => inspectors.Aggregate(text, Masked);

    private static string Masked(string text, TextInspector inspector)
    {
        var (masked, from) = (new StringBuilder(), 0);
        foreach (var finding in inspector.Inspect(text).Findings)
        {
            masked.Append(text.AsSpan(from, finding.Start - from)).Append('[').Append(finding.Type).Append(']');
            from = finding.End;
        }

        return masked.Append(text.AsSpan(from)).ToString();
    }

    [GeneratedRegex(@"\d[\d .\-/]{3,}\d")]
    private static partial Regex LongNumbers();
}
