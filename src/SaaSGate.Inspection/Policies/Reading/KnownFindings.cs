using System.Collections.Frozen;
using SaaSGate.Inspection.Detection;

namespace SaaSGate.Inspection.Policies.Reading;

/// <summary>Types and detectors that rules of one document may name.</summary>
internal sealed class KnownFindings
{
    private static readonly (string Type, string Detector)[] Judged =
    [
        (FindingTypes.Injection, "attack-prompt"), (FindingTypes.Injection, "embedded-instruction"), (FindingTypes.SecretRequest, "secret-request"), (FindingTypes.Destination, "destination"), (FindingTypes.Bulk, "bulk"),
        (FindingTypes.ApiKey, "field"),
    ];

    private readonly ILookup<string, string> _typesOf;

    /// <param name="own">Detectors of the document's own.</param>
    public KnownFindings(IEnumerable<Detector> own)
    {
        var kinds = BuiltInDetectors.All.Concat(own).SelectMany(detector => detector.Kinds).Select(kind => (kind.Type, kind.Detector)).Concat(Judged).Distinct().ToArray();
        _typesOf = kinds.ToLookup(kind => kind.Detector, kind => kind.Type, StringComparer.Ordinal);
        Types = kinds.Select(kind => kind.Type).ToFrozenSet(StringComparer.Ordinal);
        Detectors = kinds.Select(kind => kind.Detector).ToFrozenSet(StringComparer.Ordinal);
    }

    public FrozenSet<string> Types { get; }

    public FrozenSet<string> Detectors { get; }

    /// <summary>What some detectors find.</summary>
    public IReadOnlyList<string> TypesOf(IEnumerable<string> detectors) => [.. detectors.SelectMany(detector => _typesOf[detector]).Distinct()];
}
