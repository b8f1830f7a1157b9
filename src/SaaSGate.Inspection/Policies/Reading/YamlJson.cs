using System.Buffers;
using System.Text.Json;
using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace SaaSGate.Inspection.Policies.Reading;

/// <summary>Writes a part of a document as JSON: words without quotes that JSON knows as numbers, true, false and null are those.</summary>
internal static partial class YamlJson
{
    /// <summary>The body of a request with one message of a user.</summary>
    public static byte[] Prompt(string text) => JsonSerializer.SerializeToUtf8Bytes(new { messages = new[] { new { role = "user", content = text } } });

    /// <summary>The body of an answer with one text.</summary>
    public static byte[] Answer(string text) =>
        JsonSerializer.SerializeToUtf8Bytes(new { type = "message", role = "assistant", content = new[] { new { type = "text", text } }, stop_reason = "end_turn" });

    /// <summary>JSON in UTF-8.</summary>
    public static byte[] Write(YamlNode node)
    {
        var output = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(output))
            Write(node, writer);
        return output.WrittenSpan.ToArray();
    }

    private static void Write(YamlNode node, Utf8JsonWriter writer)
    {
        switch (node)
        {
            case YamlMappingNode mapping:
                writer.WriteStartObject();
                foreach (var (key, value) in mapping.Children)
                {
                    writer.WritePropertyName(key is YamlScalarNode { Value: { } name } ? name : "");
                    Write(value, writer);
                }
                writer.WriteEndObject();
                break;
            case YamlSequenceNode sequence:
                writer.WriteStartArray();
                foreach (var child in sequence.Children)
                    Write(child, writer);
                writer.WriteEndArray();
                break;
            case YamlScalarNode { Style: ScalarStyle.Plain, Value: null or "" or "null" or "~" }:
                writer.WriteNullValue();
                break;
            case YamlScalarNode { Style: ScalarStyle.Plain, Value: "true" or "false" } flag:
                writer.WriteBooleanValue(flag.Value == "true");
                break;
            case YamlScalarNode { Style: ScalarStyle.Plain, Value: { } number } when Number().IsMatch(number):
                writer.WriteRawValue(number);
                break;
            case YamlScalarNode { Value: var text }:
                writer.WriteStringValue(text);
                break;
            default:
                writer.WriteNullValue();
                break;
        }
    }

    [GeneratedRegex(@"^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?$")]
    private static partial Regex Number();
}
