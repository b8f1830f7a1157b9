using System.Text;
using System.Text.Json;
using SaaSGate.Inspection.Requests;

namespace SaaSGate.ControlPlane.Regions;

/// <summary>What a session is called in lists: the first words of its first prompt, masked as recorded.</summary>
internal static class PromptTitle
{
    private const int LongestTitle = 120;

    /// <summary>Null when the request has no text from its user.</summary>
    public static string? Of(SplitRequest request)
    {
        foreach (var block in request.Blocks)
        {
            if (block.Kind == RequestBlockKind.Message && TextOf(block.Content.Span) is { } text && Shortened(text) is { Length: > 0 } title)
                return title;
        }

        return null;
    }

    /// <summary>A string block is the text itself; an object has it in "text", when it is a text block.</summary>
    private static string? TextOf(ReadOnlySpan<byte> content)
    {
        try
        {
            var reader = new Utf8JsonReader(content);
            if (!reader.Read())
                return null;
            if (reader.TokenType == JsonTokenType.String)
                return reader.GetString();
            if (reader.TokenType != JsonTokenType.StartObject)
                return null;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isText = reader.ValueTextEquals("text"u8);
                reader.Read();
                if (isText && reader.TokenType == JsonTokenType.String)
                    return reader.GetString();
                reader.Skip();
            }

            return null;
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
        {
            return null; // an unpaired surrogate, for example: recorded as it is, but no text
        }
    }

    private static string Shortened(string text)
    {
        var title = new StringBuilder(LongestTitle);
        foreach (var rune in text.EnumerateRunes())
        {
            if (title.Length >= LongestTitle)
                return title.Append('…').ToString();
            if (!Rune.IsWhiteSpace(rune) && !Rune.IsControl(rune))
                title.Append(rune);
            else if (title.Length > 0 && title[^1] != ' ')
                title.Append(' ');
        }

        return title.ToString().TrimEnd();
    }
}
