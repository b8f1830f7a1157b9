using System.Text.Json;

namespace SaaSGate.Scanning;

/// <summary>One line of input: an id, which is a string or a number, and a text.</summary>
internal readonly record struct ScanLine(JsonElement Id, string Text)
{
    private const string Example = "Write each line as one object: {\"id\": \"1\", \"text\": \"…\"}.";

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    /// <exception cref="ScanException">The line is none of these.</exception>
    public static ScanLine Parse(ReadOnlyMemory<byte> line)
    {
        try
        {
            using var document = JsonDocument.Parse(line, Strict);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
                throw new ScanException($"This is no JSON object. {Example}");
            if (!root.TryGetProperty("id", out var id) || id.ValueKind is not (JsonValueKind.String or JsonValueKind.Number))
                throw new ScanException($"\"id\" is missing, or neither a string nor a number. {Example}");
            if (!root.TryGetProperty("text", out var text) || text.ValueKind != JsonValueKind.String)
                throw new ScanException($"\"text\" is missing, or not a string. {Example}");
            if (id.ValueKind == JsonValueKind.String)
                _ = id.GetString();
            return new ScanLine(id.Clone(), text.GetString()!);
        }
        catch (JsonException refused)
        {
            // Only a refused key has no position.
            throw new ScanException($"{(refused.BytePositionInLine is { } at ? $"This is not JSON from byte {at + 1} on" : "The same key stands in it twice")}. {Example}");
        }
        catch (InvalidOperationException)
        {
            throw new ScanException("A string is not valid UTF-8, or holds half of a surrogate pair. Write the file as UTF-8.");
        }
    }
}
