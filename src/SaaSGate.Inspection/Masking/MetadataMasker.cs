using System.Text;
using SaaSGate.Inspection.Requests;

namespace SaaSGate.Inspection.Masking;

/// <summary>Masks short texts that stand around a body: paths, queries, header values, names. Shared between threads.</summary>
internal sealed class MetadataMasker(MaskPlan plan, Labeller labeller)
{
    /// <summary>How often a text is decoded that was encoded over and over.</summary>
    private const int MostDecodings = 3;

    /// <summary>Units that are looked at in one go. Almost all texts are shorter; of a longer one no scanner keeps a window of its size.</summary>
    private const int LongestSlice = 4 * 1024;

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
        var (masked, from) = (default(StringBuilder), 0);
        for (var at = 0; at < text.Length;)
        {
            var slice = text.AsSpan(at, Math.Min(text.Length - at, LongestSlice));
            at += slice.Length;
            scanner.Append(slice);
            scanner.Scan(final: at == text.Length);
            foreach (var hit in scanner.Hits)
            {
                if (!hit.Closed)
                    break;
                (masked ??= new StringBuilder()).Append(text.AsSpan(from, hit.Start - from)).Append(hit.Label);
                from = hit.End;
            }
            scanner.Hits.RemoveAll(hit => hit.Closed);
        }
        return masked is null ? text : masked.Append(text.AsSpan(from)).ToString();
    }
}
