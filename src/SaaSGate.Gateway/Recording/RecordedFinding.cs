using Google.Protobuf;
using SaaSGate.Contracts.RegionLink;
using SaaSGate.Inspection;

namespace SaaSGate.Gateway.Recording;

/// <summary>A finding as records keep it.</summary>
internal static class RecordedFinding
{
    /// <summary>UTF-16 units of a location that are kept; a longer one loses its end.</summary>
    public const int LongestLocation = 256;

    public static FindingRecord From(Finding finding, string direction) => new()
    {
        Type = finding.Type,
        Detector = finding.Detector,
        Location = finding.Location.Length > LongestLocation ? finding.Location[..(LongestLocation - 1)] + "…" : finding.Location,
        Start = (uint)finding.Start,
        End = (uint)finding.End,
        Score = finding.Score,
        Label = finding.Label,
        Fingerprint = UnsafeByteOperations.UnsafeWrap(finding.Fingerprint),
        Rule = finding.Rule,
        Direction = direction,
    };
}
