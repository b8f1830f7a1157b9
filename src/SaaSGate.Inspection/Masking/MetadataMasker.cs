using System.Text;
using SaaSGate.Inspection.Requests;

namespace SaaSGate.Inspection.Masking;

/// <summary>Masks short texts that stand around a body: paths, queries, header values, names. Shared between threads.</summary>
internal sealed class MetadataMasker(MaskPlan plan, Labeller labeller)
{
    /// <summary>How often a text is decoded that was encoded over and over.</summary>
    private const int MostDecodings = 3;

    private ValueScanner? _spare;

    /// <summary>The text itself where nothing is found. What is found only in its decoded form is masked there.</summary>
    public string Mask(string text)
    {
        if (text.Length == 0)
            return text;
        var scanner = Interlocked.Exchange(ref _spare, null) ?? new ValueScanner(plan, labeller);
        var masked = MaskPlain(scanner, text);
        var form = masked;
        for (var i = 0; i < MostDecodings && (form.Contains('%', StringComparison.Ordinal) || form.Contains('+', StringComparison.Ordinal)); i++)
        {
            form = Uri.UnescapeDataString(form.Replace('+', ' '));
            if (SealedTokens.LabelIn(form, labeller) is var labelled && labelled != form)
                masked = form = labelled;
            if (MaskPlain(scanner, form) is var found && !ReferenceEquals(found, form))
                masked = form = found;
        }
        scanner.Reset();
        _spare = scanner;
        return masked;
    }

    private static string MaskPlain(ValueScanner scanner, string text)
    {
        scanner.Reset();
        scanner.Append(text);
        scanner.Scan(final: true);
        if (scanner.Hits.Count == 0)
            return text;
        var (masked, from) = (new StringBuilder(), 0);
        foreach (var hit in scanner.Hits)
        {
            masked.Append(text.AsSpan(from, hit.Start - from)).Append(hit.Label);
            from = hit.End;
        }
        return masked.Append(text.AsSpan(from)).ToString();
    }
}
