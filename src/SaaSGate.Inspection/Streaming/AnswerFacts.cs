using System.Text.Json;
using SaaSGate.Inspection.Json;

namespace SaaSGate.Inspection.Streaming;

/// <summary>What an answer tells about itself: tokens, why it stopped, its error.</summary>
internal sealed class AnswerFacts
{
    private enum Member
    {
        Other,
        Usage,
        Nested,
        Error,
        StopReason,
        Type,
    }

    /// <summary>Counts are cumulative; what a later event leaves out stays.</summary>
    public UsageSummary Usage { get; private set; }

    public string? StopReason { get; private set; }

    public string? ErrorType { get; private set; }

    /// <summary>Reads a whole answer, or the data of an event that begins or ends one.</summary>
    /// <exception cref="JsonException">It is not JSON.</exception>
    public void Read(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, StrictJson.Options);
        if (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
            ReadObject(ref reader, isError: false);
        else
            reader.Skip();
        reader.Read();
    }

    private void ReadObject(ref Utf8JsonReader reader, bool isError)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var member = MemberOf(ref reader);
            reader.Read();
            switch (member, reader.TokenType)
            {
                case (Member.Usage, JsonTokenType.StartObject):
                    ReadUsage(ref reader);
                    break;
                case (Member.Nested or Member.Error, JsonTokenType.StartObject):
                    ReadObject(ref reader, member == Member.Error);
                    break;
                case (Member.StopReason, JsonTokenType.String):
                    StopReason = JsonText.ToText(reader.ValueSpan);
                    break;
                case (Member.Type, JsonTokenType.String) when isError:
                    ErrorType = JsonText.ToText(reader.ValueSpan);
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }
    }

    private static Member MemberOf(ref Utf8JsonReader name)
    {
        if (name.IsText("usage"u8))
            return Member.Usage;
        if (name.IsText("message"u8) || name.IsText("delta"u8))
            return Member.Nested;
        if (name.IsText("error"u8))
            return Member.Error;
        if (name.IsText("stop_reason"u8))
            return Member.StopReason;
        return name.IsText("type"u8) ? Member.Type : Member.Other;
    }

    private void ReadUsage(ref Utf8JsonReader reader)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            if (reader.IsText("input_tokens"u8))
                Usage = Usage with { InputTokens = Count(ref reader, Usage.InputTokens) };
            else if (reader.IsText("output_tokens"u8))
                Usage = Usage with { OutputTokens = Count(ref reader, Usage.OutputTokens) };
            else if (reader.IsText("cache_read_input_tokens"u8))
                Usage = Usage with { CacheReadTokens = Count(ref reader, Usage.CacheReadTokens) };
            else if (reader.IsText("cache_creation_input_tokens"u8))
                Usage = Usage with { CacheCreationTokens = Count(ref reader, Usage.CacheCreationTokens) };
            else
                reader.Skip();
    }

    private static long Count(ref Utf8JsonReader reader, long before)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var count))
            return Math.Clamp(count, 0, UsageSummary.MostTokens);
        reader.Skip();
        return before;
    }
}
