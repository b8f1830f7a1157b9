using System.Text.Json;
using SaaSGate.Inspection.Json;

namespace SaaSGate.Inspection.Streaming;

/// <summary>
/// A delta of a type that Claude added later. Where one string is all its text, the next delta of its type may go on with it,
/// as known deltas do.
/// </summary>
internal static class UnknownDelta
{
    /// <summary>Finds the only string beside <c>type</c>.</summary>
    /// <param name="json">JSON that is known to be valid and begins with the delta.</param>
    /// <returns>Where the text stands behind its quote, its bytes, and a name of its own among the texts of a block; null where the delta is whole in itself.</returns>
    public static (int Start, int Length, string Name)? Read(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, StrictJson.Options);
        reader.Read();
        var (type, strings, found) = ("", 0, default((int Start, int Length, string Name)?));
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var (isType, isText) = (reader.IsText("type"u8), Fields.Of(ref reader) == Field.Text);
            var name = reader.ValueSpan;
            reader.Read();
            if (reader.TokenType != JsonTokenType.String)
                reader.Skip();
            else if (isType)
                type = JsonText.ToText(reader.ValueSpan);
            else if (++strings == 1 && isText)
                found = ((int)reader.TokenStartIndex + 1, reader.ValueSpan.Length, JsonText.ToText(name));
        }
        return strings == 1 && found is { } text ? text with { Name = $"{type}/{text.Name}" } : null;
    }
}
