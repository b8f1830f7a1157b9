using SaaSGate.Inspection.Detection;
using SaaSGate.Inspection.Masking;
using SaaSGate.Inspection.Policies;

namespace SaaSGate.Inspection;

/// <summary>
/// A value that somebody knows already and looks for. It is spelled as the detectors of its type spell what they find, so
/// that its fingerprints are those that its findings have.
/// </summary>
public static class KnownValue
{
    /// <summary>Most UTF-16 units of a value that are looked at: detectors name a longer one by its head.</summary>
    public const int MostUnits = Detector.LookAhead;

    /// <summary>Whether values of this type are found by any detector of the product or of the policy.</summary>
    /// <param name="type">Type, such as <c>EMAIL</c>.</param>
    /// <param name="policy">Brings the tenant's own types.</param>
    public static bool HasType(string type, PolicySet policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        return Finding(type, policy).Any();
    }

    /// <summary>The fingerprints of a value under each key, and under each spelling that the type's detectors give it.</summary>
    /// <param name="type">Type, such as <c>EMAIL</c>.</param>
    /// <param name="value">The value as a person wrote it; white space around it does not count.</param>
    /// <param name="policy">Brings the tenant's own types.</param>
    /// <param name="keys">32 bytes each.</param>
    /// <returns>32 bytes each, none twice; none where no detector finds the type.</returns>
    public static IReadOnlyList<byte[]> Fingerprints(string type, string value, PolicySet policy, IReadOnlyCollection<byte[]> keys)
    {
        ArgumentNullException.ThrowIfNull(value);
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(keys);
        return [.. Spellings(type, value.Trim(), policy).SelectMany(spelling => keys.Select(key => Labeller.Fingerprint(key, type, spelling)))];
    }

    private static HashSet<string> Spellings(string type, string text, PolicySet policy)
    {
        var spellings = new HashSet<string>(StringComparer.Ordinal);
        if (text.Length == 0)
            return spellings;
        foreach (var (kind, detector) in Finding(type, policy))
        {
            // As it stands, since most detectors want words around a value, and as far as it is found in it: people paste more.
            spellings.Add(detector.Normalise(kind, text.AsSpan(0, Math.Min(text.Length, MostUnits))));
            var view = new TextView(text, final: true);
            var reader = detector.ForText();
            for (var from = 0; reader.TryFind(view, from, out var found, out _); from = found.End)
            {
                if (found.Kind.Type != type)
                    continue;
                spellings.Add(detector.Normalise(found.Kind, text.AsSpan(found.Start, Math.Min(found.End - found.Start, MostUnits))));
                break;
            }
        }

        // Before a form of address was told apart, people were recorded with it.
        if (type == FindingTypes.Person)
            spellings.Add(string.Join(' ', text[..Math.Min(text.Length, MostUnits)].ToLowerInvariant().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));
        spellings.Remove("");
        return spellings;
    }

    private static IEnumerable<(ValueKind Kind, Detector Detector)> Finding(string type, PolicySet policy) =>
        from detector in BuiltInDetectors.All.Concat(policy.OwnDetectors)
        from kind in detector.Kinds
        where kind.Type == type
        select (kind, detector);
}
