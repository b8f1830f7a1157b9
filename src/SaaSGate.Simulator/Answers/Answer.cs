namespace SaaSGate.Simulator.Answers;

/// <summary>A message that Claude would give.</summary>
internal sealed record Answer(IReadOnlyList<Block> Blocks, string StopReason, string? StopSequence = null)
{
    /// <summary>About four characters a token.</summary>
    public int OutputTokens => Math.Max(1, Blocks.Sum(block => (block.Length + 3) / 4));
}
