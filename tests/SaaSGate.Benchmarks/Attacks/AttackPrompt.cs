namespace SaaSGate.Benchmarks.Attacks;

/// <summary>One row of the corpus.</summary>
/// <param name="Text">What it says.</param>
/// <param name="Label"><c>attack</c>, <c>embedded_instruction</c>, <c>attack_fragment</c> or <c>benign</c>.</param>
/// <param name="Category">Its kind, as the corpus names it.</param>
/// <param name="Source">Where it is from.</param>
internal sealed record AttackPrompt(string Text, string Label, string Category, string Source)
{
    /// <summary>Which part it is tested in.</summary>
    public int Fold { get; set; }

    public bool IsBenign => Label == "benign";

    public bool IsAttack => Label == "attack";

    public bool IsEmbedded => Label == "embedded_instruction";

    /// <summary>A mail, a table or code, as a tool would return it.</summary>
    public bool IsContext => IsBenign && Category.EndsWith("_context", StringComparison.Ordinal);
}
