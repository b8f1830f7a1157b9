using System.Buffers;
using System.Text.Json;
using SaaSGate.Inspection.Json;

namespace SaaSGate.Inspection.Requests;

/// <summary>Reads the calls of tools that stand in the messages of a request, and tells them to the rules.</summary>
internal static class ToolCalls
{
    private const int LongestName = 512;

    /// <summary>Reads a body that is known to be valid.</summary>
    /// <param name="body">The body as it goes to Claude.</param>
    /// <param name="batch">Whether it holds several requests.</param>
    /// <param name="rules">Who is told.</param>
    public static void Read(ReadOnlySpan<byte> body, bool batch, RuleEvaluation rules)
    {
        if (!MayHoldAny(body))
            return;
        var input = new ArrayBufferWriter<char>();
        var reader = new Utf8JsonReader(body, StrictJson.Options);
        var depth = batch ? 4 : 1;
        while (reader.Read())
            if (reader.TokenType == JsonTokenType.PropertyName && reader.CurrentDepth == depth && reader.IsText("messages"u8))
                ReadMessages(ref reader, rules, input);
            else if (reader.TokenType == JsonTokenType.PropertyName && reader.CurrentDepth >= depth)
                reader.Skip();
    }

    /// <summary>Blocks say what they are in a word that few bodies spell with escapes.</summary>
    private static bool MayHoldAny(ReadOnlySpan<byte> body) => body.IndexOf("tool_use"u8) >= 0 || body.IndexOf("\\u00"u8) >= 0;

    private static void ReadMessages(ref Utf8JsonReader reader, RuleEvaluation rules, ArrayBufferWriter<char> input)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            reader.Skip();
            return;
        }
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            if (reader.TokenType == JsonTokenType.StartObject)
                ReadMessage(ref reader, rules, input);
            else
                reader.Skip();
    }

    private static void ReadMessage(ref Utf8JsonReader reader, RuleEvaluation rules, ArrayBufferWriter<char> input)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isContent = reader.IsText("content"u8);
            reader.Read();
            if (isContent && reader.TokenType == JsonTokenType.StartArray)
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                    ReadBlock(ref reader, rules, input);
            else
                reader.Skip();
        }
    }

    private static void ReadBlock(ref Utf8JsonReader reader, RuleEvaluation rules, ArrayBufferWriter<char> input)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return;
        }
        Span<char> name = stackalloc char[LongestName];
        var (nameLength, isCall) = (0, false);
        input.ResetWrittenCount();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            if (reader.IsText("type"u8))
                isCall = IsCall(ref reader);
            else if (reader.IsText("name"u8))
                nameLength = RequestThings.ReadText(ref reader, name);
            else if (reader.IsText("input"u8) && reader.Read())
                CanonicalJson.Write(ref reader, input);
            else
                reader.Skip();
        if (isCall)
            rules.AddCall(name[..nameLength], input.WrittenSpan);
    }

    private static bool IsCall(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.String)
            return reader.IsText("tool_use"u8) || reader.IsText("server_tool_use"u8) || reader.IsText("mcp_tool_use"u8);
        reader.Skip();
        return false;
    }
}
