namespace SaaSGate.Benchmarks.Names;

/// <summary>
/// Mends rows of the silver corpus, whose marks a language model made: a value that is marked once is one wherever it stands in the
/// text, a form of address is no part of a name, and what people call their family or a customer is none.
/// </summary>
internal static class SilverRows
{
    public const string Source = "contextual-anonymizer";

    private static readonly string[] Forms = ["Dr. ", "Mr. ", "Mrs. ", "Ms. ", "Prof. ", "Professor ", "Judge "];
    private static readonly string[] Repeated = ["PERSON", "ORG", "ADDRESS"];
    private static readonly HashSet<string> Kin =
    [
        "mom", "dad", "mum", "grandma", "grandpa", "mother", "father", "aunt", "uncle", "cousin", "parent", "customer", "support", "user", "agent", "client", "patient", "teacher", "student", "coach",
        "doctor", "manager", "hr", "boss", "professor", "everyone", "team", "guest", "employee", "investor", "friend", "all",
    ];

    public static NameRow Mend(NameRow row)
    {
        var (spans, ignored) = (new List<NameSpan>(), row.Ignored.ToList());
        foreach (var span in row.Spans)
        {
            var value = row.Text[span.Start..span.End];
            var name = span.Type == "PERSON" && Array.Find(Forms, form => value.StartsWith(form, StringComparison.Ordinal)) is { } form ? value[form.Length..] : value;
            if (span.Type == "PERSON" && (name.Length < 2 || Kin.Contains(name.ToLowerInvariant())))
                ignored.Add(span);
            else
                spans.Add(span with { Start = span.End - name.Length });
            if (name != value)
                ignored.Add(span with { End = span.End - name.Length });
        }
        foreach (var span in spans.FindAll(span => Repeated.Contains(span.Type)))
            foreach (var again in Again(row.Text, span))
                if (!spans.Exists(other => other.Start < again.End && other.End > again.Start))
                    spans.Add(again);
        return row with { Spans = [.. spans.OrderBy(span => span.Start)], Ignored = [.. ignored], Fold = 1 };
    }

    /// <summary>Where else the value of a span stands, as words of its own.</summary>
    private static IEnumerable<NameSpan> Again(string text, NameSpan span)
    {
        var value = text[span.Start..span.End];
        for (var at = text.IndexOf(value, StringComparison.Ordinal); at >= 0; at = text.IndexOf(value, at + value.Length, StringComparison.Ordinal))
            if ((at == 0 || !char.IsLetterOrDigit(text[at - 1])) && (at + value.Length == text.Length || !char.IsLetterOrDigit(text[at + value.Length])))
                yield return span with { Start = at, End = at + value.Length };
    }
}
