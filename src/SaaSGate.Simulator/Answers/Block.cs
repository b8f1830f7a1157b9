namespace SaaSGate.Simulator.Answers;

/// <summary>A content block of an answer.</summary>
internal abstract record Block
{
    /// <summary>What stands for its size in tokens.</summary>
    public abstract int Length { get; }
}

/// <summary>Text; <paramref name="Deltas"/> fixes how a stream cuts it, otherwise chance does.</summary>
internal sealed record TextBlock(string Text, IReadOnlyList<string>? Deltas = null) : Block
{
    public override int Length => Text.Length;
}

/// <summary>Thinking, signed when it is sent.</summary>
internal sealed record ThinkingBlock(string Thinking) : Block
{
    public override int Length => Thinking.Length;
}

/// <summary>Thinking that only its maker can read.</summary>
internal sealed record RedactedBlock(string Secret) : Block
{
    public override int Length => Secret.Length;
}

/// <summary>A call of a tool; the input is a JSON document as text.</summary>
internal sealed record ToolBlock(string Id, string Name, string Input) : Block
{
    public override int Length => Name.Length + Input.Length;
}

/// <summary>A block that arrives whole in <c>content_block_start</c>, such as the result of a server tool.</summary>
internal sealed record WholeBlock(string Json) : Block
{
    public override int Length => Json.Length;
}
