namespace SaaSGate.Benchmarks.Inspection;

/// <summary>Findings in one text beside what is there.</summary>
/// <param name="Hits">Values that were found.</param>
/// <param name="False">Findings that are no value of their type, outside of what is ignored.</param>
/// <param name="Missed">Values that were not found.</param>
internal sealed record Match(IReadOnlyList<Span> Hits, IReadOnlyList<Span> False, IReadOnlyList<Span> Missed)
{
    /// <summary>
    /// A hit has the same type and shares at least half of itself and of the value; each value is used once, by the finding
    /// that shares most with it.
    /// </summary>
    public static Match Of(IEnumerable<Span> findings, IEnumerable<Span> gold, IReadOnlyList<Span> ignore)
    {
        var missed = gold.ToList();
        var (hits, wrong) = (new List<Span>(), new List<Span>());
        foreach (var finding in findings.OrderBy(finding => finding.Start))
        {
            var at = -1;
            for (var i = 0; i < missed.Count; i++)
                if (missed[i].Type == finding.Type && finding.Meets(missed[i]) && (at < 0 || finding.Overlap(missed[i]) > finding.Overlap(missed[at])))
                    at = i;
            if (at >= 0)
            {
                hits.Add(missed[at]);
                missed.RemoveAt(at);
            }
            else if (!ignore.Any(span => span.Overlap(finding) > 0))
            {
                wrong.Add(finding);
            }
        }
        return new Match(hits, wrong, missed);
    }

    public Tally Tally(string? type = null) => new(Count(Hits, type), Count(False, type), Count(Missed, type));

    private static int Count(IReadOnlyList<Span> spans, string? type) => type is null ? spans.Count : spans.Count(span => span.Type == type);
}
