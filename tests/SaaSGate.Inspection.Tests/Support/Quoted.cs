using System.Globalization;
using System.Text;

namespace SaaSGate.Inspection.Tests.Support;

/// <summary>Writes JSON strings as other people's encoders do.</summary>
internal static class Quoted
{
    /// <summary>A string with its quotes. Half pairs become escapes, as JavaScript writes them.</summary>
    /// <param name="text">Any UTF-16.</param>
    /// <param name="ascii">Whether everything else is escaped as well.</param>
    public static string Text(string text, bool ascii = false)
    {
        var json = new StringBuilder("\"");
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c is '"' or '\\')
                json.Append('\\').Append(c);
            else if (c == '\n')
                json.Append("\\n");
            else if (char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]) && !ascii)
                json.Append(c).Append(text[++i]);
            else if (c < ' ' || char.IsSurrogate(c) || (ascii && c > '~'))
                json.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            else
                json.Append(c);
        }
        return json.Append('"').ToString();
    }
}
