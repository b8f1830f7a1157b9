using System.Globalization;
using System.Text.Json;
using SaaSGate.Inspection;

namespace SaaSGate.Gateway.Requests;

/// <summary>Finds strings of a JSON body by pointers (RFC 6901).</summary>
internal static class JsonTexts
{
    /// <summary>The strings that stand at these pointers, by pointer: their bytes, quotes included, and their text. What is no string is left out.</summary>
    /// <param name="json">A body that is known to be valid.</param>
    /// <param name="pointers">Such as <c>/messages/0/content</c>.</param>
    public static Dictionary<string, (Range Bytes, string Text)> Find(ReadOnlySpan<byte> json, IEnumerable<string> pointers)
    {
        var wanted = pointers.ToHashSet(StringComparer.Ordinal);
        var found = new Dictionary<string, (Range Bytes, string Text)>(StringComparer.Ordinal);
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = Inspector.MaxJsonDepth });
        // Of each object or array that is open: its pointer, null where that is longer than any wanted, and of an array the place of the next item.
        var (open, longest) = (new Stack<(string? Pointer, int Next)>(), wanted.Select(pointer => pointer.Length).DefaultIfEmpty().Max());
        var name = "";
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.EndObject or JsonTokenType.EndArray)
            {
                open.Pop();
                continue;
            }
            if (reader.TokenType == JsonTokenType.PropertyName)
            {
                name = reader.GetString()!.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);
                continue;
            }
            var pointer = PointerOf(open, name, longest);
            if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
                open.Push((pointer, reader.TokenType == JsonTokenType.StartArray ? 0 : -1));
            else if (pointer is not null && reader.TokenType == JsonTokenType.String && wanted.Contains(pointer))
                found[pointer] = ((int)reader.TokenStartIndex..(int)reader.BytesConsumed, reader.GetString()!);
        }
        return found;
    }

    private static string? PointerOf(Stack<(string? Pointer, int Next)> open, string name, int longest)
    {
        if (open.Count == 0)
            return "";
        var (pointer, next) = open.Pop();
        open.Push((pointer, next < 0 ? next : next + 1));
        if (pointer is null || (next < 0 && pointer.Length + name.Length >= longest))
            return null;
        return next < 0 ? $"{pointer}/{name}" : string.Create(CultureInfo.InvariantCulture, $"{pointer}/{next}");
    }
}
