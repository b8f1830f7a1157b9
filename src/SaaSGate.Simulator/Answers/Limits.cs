using SaaSGate.Simulator.Messages;

namespace SaaSGate.Simulator.Answers;

/// <summary>Ends an answer where <c>stop_sequences</c> or <c>max_tokens</c> say. Answers that directives spell out are not cut.</summary>
internal static class Limits
{
    public static Answer Apply(Block[] blocks, MessageRequest request)
    {
        var kept = new List<Block>();
        var left = (long)request.MaxTokens * 4;
        foreach (var block in blocks)
        {
            if (block is not TextBlock { Text: var text })
            {
                kept.Add(block);
                continue;
            }

            var (stop, at) = FirstStop(text, request.StopSequences);
            if (stop is not null && at <= left)
                return new Answer(at > 0 ? [.. kept, new TextBlock(text[..at])] : kept, "stop_sequence", stop);
            if (text.Length > left)
            {
                var cut = (int)left;
                if (cut > 0 && char.IsHighSurrogate(text[cut - 1]))
                    cut--;
                return new Answer(cut > 0 ? [.. kept, new TextBlock(text[..cut])] : kept, "max_tokens");
            }

            left -= text.Length;
            kept.Add(block);
        }

        return new Answer(kept, kept.Exists(block => block is ToolBlock) ? "tool_use" : "end_turn");
    }

    private static (string? Stop, int At) FirstStop(string text, IReadOnlyList<string> stops)
    {
        (string? Stop, int At) first = (null, int.MaxValue);
        foreach (var stop in stops)
        {
            if (stop.Length > 0 && text.IndexOf(stop, StringComparison.Ordinal) is var at and >= 0 && at < first.At)
                first = (stop, at);
        }

        return first;
    }
}
