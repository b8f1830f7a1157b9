using SaaSGate.Simulator.Content;
using SaaSGate.Simulator.Messages;
using SaaSGate.Simulator.Wire;

namespace SaaSGate.Simulator.Answers;

/// <summary>Chooses what a request gets, from the directives and the words of its last user message.</summary>
internal sealed class AnswerBook(SimulatorOptions options)
{
    /// <summary>The plan, or what is wrong with the directives.</summary>
    public (Plan? Plan, Failure? Mistake) Choose(MessageRequest request, Seed seed)
    {
        var directives = Directives.Read(request.UserText);
        var plan = directives.Mistake is null ? Choose(request, seed, directives) : null;
        return directives.Mistake is { } mistake ? (null, Failure.BadRequest($"simulator: {mistake}")) : (plan, null);
    }

    private Plan Choose(MessageRequest request, Seed seed, Directives directives)
    {
        if (directives.Text("replay") is { } recorded)
            return new Plan.Replay(recorded, directives.Number("chunk"));
        var message = new Plan.Message(Compose(request, seed, directives), Deliver(directives));
        if (directives.Number("error") is not { } status)
            return message;
        var known = Failure.Of(status) ?? new Failure(status, "api_error", "Error");
        return new Plan.Fail(Adjust(known, directives), directives.Number("times"), message);
    }

    private static Failure Adjust(Failure failure, Directives directives) => failure with
    {
        Message = directives.Text("message") ?? failure.Message,
        RetryAfter = directives.Text("retry_after") ?? failure.RetryAfter,
        ShouldRetry = directives.Text("retry") is { } retry ? retry == "true" : failure.ShouldRetry,
    };

    private Delivery Deliver(Directives directives)
    {
        var after = directives.Number("after") ?? 0;
        return new Delivery
        {
            FirstByte = directives.Time("first") ?? options.FirstByteDelay,
            Delay = directives.Time("delay") ?? options.DeltaDelay,
            Cut = directives.Number("cut") is { } cut ? Math.Max(1, cut) : null,
            PingEvery = directives.Number("pings") ?? 0,
            Crlf = options.Crlf || directives.Has("crlf"),
            Gzip = directives.Has("gzip"),
            Chunk = directives.Number("chunk") is { } chunk ? Math.Max(1, chunk) : null,
            Unknown = directives.Has("unknown"),
            Fault = directives.Text("error_mid") is { } type ? new Fault(after, Adjust(Failure.OfType(type), directives), Reset: false)
                : directives.Has("truncate") || directives.Has("reset") ? new Fault(after, null, directives.Has("reset"))
                : null,
        };
    }

    private static Answer Compose(MessageRequest request, Seed seed, Directives directives)
    {
        var blocks = new List<Block>();
        var thinking = directives.Text("thinking");
        if (thinking is not null || directives.Has("thinking") || request.Thinks)
            blocks.Add(new ThinkingBlock(thinking ?? "The user wants a plain answer. I should check what is asked, keep to it, and say clearly where I am not sure."));
        if (directives.Has("redacted"))
            blocks.Add(new RedactedBlock(directives.Text("redacted") ?? "A thought that is kept back."));
        var scripted = Scripted(seed, directives);
        if (scripted.Count > 0)
        {
            blocks.AddRange(scripted);
            return new Answer(blocks, directives.Text("stop") ?? (blocks.Exists(block => block is ToolBlock) ? "tool_use" : "end_turn"));
        }

        var natural = Limits.Apply(Natural(request, seed, directives), request);
        return natural with { Blocks = [.. blocks, .. natural.Blocks], StopReason = directives.Text("stop") ?? natural.StopReason };
    }

    /// <summary>The blocks that directives spell out, in the order of the prompt.</summary>
    private static List<Block> Scripted(Seed seed, Directives directives)
    {
        var blocks = new List<Block>();
        foreach (var group in directives.Groups)
        {
            foreach (var entry in group)
            {
                switch (entry.Name)
                {
                    case "text":
                        blocks.Add(new TextBlock(entry.Value ?? ""));
                        break;
                    case "deltas":
                        var words = Prose.Words(seed, directives.Number("deltas") ?? 0);
                        blocks.Add(new TextBlock(string.Concat(words), words));
                        break;
                    case "tool":
                        var input = group.FirstOrDefault(other => other.Name == "input")?.Value ?? "{}";
                        blocks.Add(new ToolBlock(seed.For($"tool {blocks.Count}").Id("toolu_01"), entry.Value ?? "tool", input));
                        break;
                    case "block" when entry.Value is { } whole:
                        blocks.Add(new WholeBlock(whole));
                        break;
                }
            }
        }

        return blocks;
    }

    private static Block[] Natural(MessageRequest request, Seed seed, Directives directives)
    {
        var prompt = directives.Prompt;
        if (directives.Has("echo"))
            return [new TextBlock(prompt)];
        if (request.ToolResult is { } result && prompt.Length == 0)
            return [new TextBlock($"The tool answered: {result}\n\nThat settles the question.")];
        if (ToolInput.Wanted(request, prompt) is { } tool)
            return [new TextBlock($"I will use {tool.Name} for that."), new ToolBlock(seed.Id("toolu_01"), tool.Name, ToolInput.For(tool, prompt))];
        return Phrases.Answer(prompt, seed.For("phrases"));
    }
}
