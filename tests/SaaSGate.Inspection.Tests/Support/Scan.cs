using System.Text;
using System.Text.RegularExpressions;
using SaaSGate.Inspection.Masking;

namespace SaaSGate.Inspection.Tests.Support;

/// <summary>Runs detectors over plain text.</summary>
internal static partial class Scan
{
    /// <summary>What was found, as <c>TYPE:value</c>.</summary>
    public static string[] Find(string text, params string[] types) => Find(text, Given.Plan(types.Length == 0 ? Given.AllTypes : types));

    public static string[] Find(string text, MaskPlan plan)
    {
        var scanner = new ValueScanner(plan, Given.Labeller);
        scanner.Reset();
        scanner.Append(text);
        scanner.Scan(final: true);
        return [.. scanner.Hits.Select(hit => $"{hit.Kind.Type}:{text[hit.Start..hit.End]}")];
    }

    public static string Mask(string text, params string[] types) => MaskPieces([text], types);

    /// <summary>Masks text that arrives in pieces; checks on the way that what is released stays released.</summary>
    public static string MaskPieces(IEnumerable<string> pieces, params string[] types) => MaskPieces(pieces, Given.Plan(types.Length == 0 ? Given.AllTypes : types));

    public static string MaskPieces(IEnumerable<string> pieces, MaskPlan plan) => MaskPieces(plan, ValuePlace.Text, pieces).Masked;

    /// <summary>The same under any plan, with the text as the record holds it.</summary>
    public static (string Masked, string Recorded) MaskPieces(MaskPlan plan, ValuePlace place, IEnumerable<string> pieces)
    {
        var scanner = new ValueScanner(plan, Given.Labeller);
        scanner.Reset(place: place);
        var (text, masked, recorded, done) = (new StringBuilder(), new StringBuilder(), new StringBuilder(), 0);
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
                    recorded.Append(text.ToString(done, hit.Start - done)).Append(hit.Recorded);
                }
                done = hit.End;
            }
            scanner.Hits.RemoveAll(hit => hit.Closed);
            masked.Append(text.ToString(done, scanner.Released - done));
            recorded.Append(text.ToString(done, scanner.Released - done));
            done = scanner.Released;
        }
        Assert.Equal(text.Length, done);
        return (masked.ToString(), recorded.ToString());
    }

    /// <summary>A text with what its tokens carry in their place.</summary>
    public static string Unseal(string text) => Tokens().Replace(text, token => Given.Labeller.Open(token.Groups["type"].Value, Encoding.ASCII.GetBytes(token.Groups["content"].Value))?.Text
        ?? throw new InvalidOperationException("A token does not open."));

    [GeneratedRegex(@"\[(?<type>[A-Z0-9_]+):sgs1\.(?<content>[A-Za-z0-9_-]+)\]", RegexOptions.CultureInvariant)]
    private static partial Regex Tokens();
}
