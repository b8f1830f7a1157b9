using System.Numerics;
using System.Security.Cryptography;
using System.Text;

namespace SaaSGate.TestKit;

/// <summary>
/// Which labelled texts are kept out of training: a fifth, chosen by template, so that no two texts that differ only in their
/// values are on both sides.
/// </summary>
public static class HeldOut
{
    private const int Parts = 5;

    /// <summary>The text with <c>{TYPE}</c> in place of each span, by the spans' common types and in their order. What a source says to ignore stays as it is.</summary>
    public static string Template(string text, IEnumerable<(int Start, int End, string Type)> spans)
    {
        ArgumentNullException.ThrowIfNull(text);
        var (template, from) = (new StringBuilder(), 0);
        foreach (var (start, end, type) in spans.OrderBy(span => span.Start))
        {
            template.Append(text.AsSpan(from, start - from)).Append('{').Append(type).Append('}');
            from = end;
        }
        return template.Append(text.AsSpan(from)).ToString();
    }

    /// <summary>Whether texts of a template are kept out: their part is the first.</summary>
    public static bool Holds(string template) => Part(template) == 0;

    /// <summary>Which fifth texts of a template belong to, 0 to 4: SHA-256 of its UTF-8, read as one unsigned number, most significant byte first, modulo five.</summary>
    public static int Part(string template) =>
        (int)(new BigInteger(SHA256.HashData(Encoding.UTF8.GetBytes(template)), isUnsigned: true, isBigEndian: true) % Parts);
}
