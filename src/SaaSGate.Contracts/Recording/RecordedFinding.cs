using System.Globalization;
using SaaSGate.Contracts.RegionLink;

namespace SaaSGate.Contracts.Recording;

/// <summary>A finding as it is recorded.</summary>
/// <param name="Type">Type of the value, such as <c>EMAIL</c>.</param>
/// <param name="Detector">The detector that matched.</param>
/// <param name="Location">JSON pointer in the body, or block index and kind in a stream.</param>
/// <param name="SpanStart">First UTF-16 unit in the text there.</param>
/// <param name="SpanEnd">One past the last.</param>
/// <param name="Score">How sure the detector was, 0 to 1.</param>
/// <param name="Label">What stands for the value.</param>
/// <param name="Fingerprint">By which the value is found again; null where it has none.</param>
/// <param name="Rule">The rule that acted on it; null when none did.</param>
public sealed record RecordedFinding(string Type, string Detector, string Location, int SpanStart, int SpanEnd, float Score, string Label, byte[]? Fingerprint, string? Rule)
{
    /// <summary>A finding as a gateway sent it.</summary>
    public static RecordedFinding Of(FindingRecord finding)
    {
        ArgumentNullException.ThrowIfNull(finding);
        return new(
            finding.Type, finding.Detector, finding.Location, (int)finding.Start, (int)finding.End, (float)finding.Score, finding.Label,
            finding.Fingerprint.IsEmpty ? null : finding.Fingerprint.ToByteArray(), finding.Rule.Length == 0 ? null : finding.Rule);
    }

    /// <summary>The canonical JSON that a record commits to: an array, in the order in which they were found. A score is the shortest decimal of its IEEE 754 single.</summary>
    public static byte[] Write(IEnumerable<RecordedFinding> findings) => CanonicalJson.Write(findings.Select(finding => finding.ToCanonical()));

    /// <summary>As an object.</summary>
    public CanonicalObject ToCanonical() => new()
    {
        { "type", Type },
        { "detector", Detector },
        { "location", Location },
        { "start", SpanStart },
        { "end", SpanEnd },
        { "score", Score.ToString("R", CultureInfo.InvariantCulture) },
        { "label", Label },
        { "fingerprint", Fingerprint },
        { "rule", Rule },
    };
}
