using System.Text;
using SaaSGate.Inspection.Masking;

namespace SaaSGate.Inspection.Tests.Support;

/// <summary>Runs detectors over plain text.</summary>
internal static class Scan
{
    /// <summary>What was found, as <c>TYPE:value</c>.</summary>
    public static string[] Find(string text, params string[] types)
    {
        var scanner = new ValueScanner(Given.Plan(types.Length == 0 ? Given.AllTypes : types), Given.Labeller);
        scanner.Reset();
        scanner.Append(text);
        scanner.Scan(final: true);
        return [.. scanner.Hits.Select(hit => $"{hit.Kind.Type}:{text[hit.Start..hit.End]}")];
    }

    public static string Mask(string text, params string[] types) => MaskPieces([text], types);

    /// <summary>Masks text that arrives in pieces; checks on the way that what is released stays released.</summary>
    public static string MaskPieces(IEnumerable<string> pieces, params string[] types)
    {
        var scanner = new ValueScanner(Given.Plan(types.Length == 0 ? Given.AllTypes : types), Given.Labeller);
        scanner.Reset();
        var (text, masked, done) = (new StringBuilder(), new StringBuilder(), 0);
        foreach (var piece in pieces.Append(null))
        {
            text.Append(piece);
            scanner.Append(piece ?? "");
            scanner.Scan(final: piece is null);
            Assert.InRange(scanner.Released, done, text.Length);
            foreach (var hit in scanner.Hits)
            {
                if (hit.Start >= done)
                {
                    masked.Append(text.ToString(done, hit.Start - done)).Append(hit.Replacement);
                }
                done = hit.End;
            }
            scanner.Hits.RemoveAll(hit => hit.Closed);
            masked.Append(text.ToString(done, scanner.Released - done));
            done = scanner.Released;
        }
        Assert.Equal(text.Length, done);
        return masked.ToString();
    }
}
