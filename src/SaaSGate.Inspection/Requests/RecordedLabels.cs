using System.Buffers;
using SaaSGate.Inspection.Exfiltration.Threats;

namespace SaaSGate.Inspection.Requests;

/// <summary>
/// Labels that stand in the record of a request, and what was found where they stand: so rules can be asked about a request of
/// which only the record is left. Labels that the request brought itself mean nothing here.
/// </summary>
internal sealed class RecordedLabels
{
    private const int LongestLabel = 48;

    private static readonly SearchValues<byte> LabelBytes = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_"u8);

    private readonly Dictionary<string, Finding> _findings = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Finding>.AlternateLookup<ReadOnlySpan<char>> _lookup;
    private readonly HashSet<string> _met = new(StringComparer.Ordinal);
    private readonly IReadOnlyList<Finding> _recorded;

    /// <param name="recorded">What was found when the request came. What is judged over whole texts is judged again.</param>
    public RecordedLabels(IReadOnlyList<Finding> recorded)
    {
        _recorded = [.. recorded.Where(finding => !ThreatTypes.All.Contains(finding.Type))];
        foreach (var finding in _recorded)
            if (!_findings.TryGetValue(finding.Label, out var known) || known.Score < finding.Score)
                _findings[finding.Label] = finding;
        _lookup = _findings.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>What stood in a text, in order.</summary>
    /// <param name="raw">Content of a JSON string.</param>
    public IEnumerable<Finding> In(ReadOnlySpan<byte> raw)
    {
        List<Finding>? found = null;
        Span<char> label = stackalloc char[LongestLabel];
        for (var from = 0; _findings.Count > 0 && raw[from..].IndexOf((byte)'[') is >= 0 and var at;)
        {
            from += at + 1;
            var length = raw[from..].IndexOfAnyExcept(LabelBytes);
            if (length <= 0 || length > LongestLabel - 2 || raw[from + length] != ']')
                continue;
            for (var i = 0; i < length + 2; i++)
                label[i] = (char)raw[from - 1 + i];
            if (!_lookup.TryGetValue(label[..(length + 2)], out var finding))
                continue;
            _met.Add(finding.Label);
            (found ??= []).Add(finding);
        }
        return found ?? (IEnumerable<Finding>)[];
    }

    /// <summary>What was found and left no label: numbers of JSON, mostly. What was found again at the same place is not told twice.</summary>
    /// <param name="again">What is found now.</param>
    public IEnumerable<Finding> Others(IReadOnlyList<Finding> again)
    {
        var places = again.Select(finding => (finding.Type, finding.Location)).ToHashSet();
        return _recorded.Where(finding => !_met.Contains(finding.Label) && !places.Contains((finding.Type, finding.Location)));
    }
}
