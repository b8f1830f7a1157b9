namespace SaaSGate.Benchmarks.Names;

/// <summary>How the tagger is trained: chosen by <see cref="NameCrossCheck"/>.</summary>
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
    public int MostFeatures { get; init; } = 180_000;

    /// <summary>Weights beyond are cut to it.</summary>
    public double LargestWeight { get; init; } = 3;

    /// <summary>How often a token's own word is hidden, so that the words around it count for names never seen.</summary>
    public double HideWord { get; init; } = 0.35;

    /// <summary>How often the words around the tokens of a segment are hidden, so that few sentences are not learned by heart.</summary>
    public double HideAround { get; init; } = 0.2;

    /// <summary>Rows of the same template count together as many as this power of their number.</summary>
    public double Repeats { get; init; } = 0.5;

    /// <summary>Last passes whose weights are averaged.</summary>
    public int Averaged { get; init; } = 3;

    /// <summary>How often each row of few sentences is learned with other names.</summary>
    public int Exchanges { get; init; } = 1;

    /// <summary>Trainings whose weights are averaged, each with other chances and other values in the templates.</summary>
    public int Runs { get; init; } = 5;

    /// <summary>How often each template is filled.</summary>
    public int Fillings { get; init; } = 6;
}
