using System.Text.Json;
using SaaSGate.Inspection.Json;
using SaaSGate.Inspection.Streaming;

namespace SaaSGate.Inspection;

/// <summary>One line of a batch's results.</summary>
/// <param name="Message">Where the message stands in the line; null where the request brought none.</param>
/// <param name="Usage">Tokens that Claude counted for it.</param>
/// <param name="Model">That made the message; empty where it does not say.</param>
/// <param name="CustomId">What the batch's maker calls the request; empty where it does not say.</param>
public readonly record struct BatchResult(Range? Message, UsageSummary Usage, string Model = "", string CustomId = "")
{
    /// <summary>Reads a line: <c>{"custom_id":…,"result":{"type":"succeeded","message":{…}}}</c>. A blank line holds nothing.</summary>
    /// <exception cref="InspectionException">It is no JSON object, or can be read in more ways than one.</exception>
    public static BatchResult Read(ReadOnlySpan<byte> line)
    {
        if (line.TrimStart(" \t\r\n"u8).IsEmpty)
            return default;
        if (!StrictJson.IsObject(line))
            throw new InspectionException("A line is no JSON object that can be read in one way only.");
        var reader = new Utf8JsonReader(line, StrictJson.Options);
        if (!Enter(ref reader, "result"u8) || !Enter(ref reader, "message"u8))
            return default;
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        var message = start..(int)reader.BytesConsumed;
        var facts = new AnswerFacts();
        facts.Read(line[message]);
        return new(message, facts.Usage, TextOf(line[message], "model"u8), TextOf(line, "custom_id"u8));
    }

    private static string TextOf(ReadOnlySpan<byte> message, ReadOnlySpan<byte> name)
    {
        var reader = new Utf8JsonReader(message, StrictJson.Options);
        return Find(ref reader, name) && reader.TokenType == JsonTokenType.String ? JsonText.ToText(reader.ValueSpan) : "";
    }

    /// <summary>Goes to the beginning of an object that is a member of the object that begins.</summary>
    private static bool Enter(ref Utf8JsonReader reader, ReadOnlySpan<byte> name) => Find(ref reader, name) && reader.TokenType == JsonTokenType.StartObject;

    private static bool Find(ref Utf8JsonReader reader, ReadOnlySpan<byte> name)
    {
        if (reader.TokenType == JsonTokenType.None)
            reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var found = reader.IsText(name);
            reader.Read();
            if (found)
                return true;
            reader.Skip();
        }
        return false;
    }
}
