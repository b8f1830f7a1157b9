using System.Text;
using SaaSGate.Simulator.Wire;

namespace SaaSGate.Simulator.Messages;

/// <summary>Cuts content into deltas: small ones, so that an address or a number arrives in several.</summary>
internal static class Deltas
{
    /// <summary>Cuts text anywhere but inside a surrogate pair.</summary>
    public static IEnumerable<string> OfText(string text, Seed seed, int? size, int most = 8)
    {
        for (var from = 0; from < text.Length;)
        {
            var length = Math.Min(size ?? (seed.Next(most) + 1), text.Length - from);
            if (char.IsHighSurrogate(text[from + length - 1]) && from + length < text.Length)
                length++;
            yield return text.Substring(from, length);
            from += length;
        }
    }

    /// <summary>
    /// Cuts a JSON document at any byte. What is not ASCII becomes escapes first, so that cuts fall inside escapes and between the halves of a
    /// surrogate pair. The first delta is empty, as Claude's is.
    /// </summary>
    public static IEnumerable<string> OfJson(string json, Seed seed, int? size)
    {
        yield return "";
        var ascii = new StringBuilder(json.Length);
        foreach (var c in json)
            _ = c < 128 ? ascii.Append(c) : ascii.Append("\\u").Append(((int)c).ToString("x4", null));
        foreach (var delta in OfText(ascii.ToString(), seed, size, most: 12))
            yield return delta;
    }
}
