namespace SaaSGate.Benchmarks.Names;

/// <summary>How the tagger is trained: chosen on development rows.</summary>
internal sealed record TrainingOptions
{
    public int Epochs { get; init; } = 7;

    /// <summary>First step; it falls to 0 at the end.</summary>
    public double Rate { get; init; } = 0.15;

    /// <summary>Pull of weights towards 0.</summary>
    public double Decay { get; init; } = 0.002;

    /// <summary>Rarer features are left out.</summary>
    public int LeastCount { get; init; } = 2;

    /// <summary>Features that are kept.</summary>
    public int MostFeatures { get; init; } = 130_000;

    /// <summary>Weights beyond are cut to it.</summary>
    public double LargestWeight { get; init; } = 3;

    /// <summary>How often a token's own word is hidden, so that the words around it count for names never seen.</summary>
    public double HideWord { get; init; } = 0.35;

    /// <summary>How often each template is filled.</summary>
    public int Fillings { get; init; } = 8;
}
