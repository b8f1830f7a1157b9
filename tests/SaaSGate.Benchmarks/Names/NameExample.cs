namespace SaaSGate.Benchmarks.Names;

/// <summary>A segment to learn from.</summary>
/// <param name="Source">Number of the corpus.</param>
/// <param name="Before">Tag of the token before it.</param>
/// <param name="Features">Features of each token.</param>
/// <param name="Own">How many of them, from the first on, name the word itself.</param>
/// <param name="Around">Up to where those go that name the words around it.</param>
/// <param name="Allowed">Tags that each token may have, as bits: more than one where the corpus does not say.</param>
/// <param name="Possible">Tags that each token could have by how it looks.</param>
internal sealed record NameExample(int Source, int Before, uint[][] Features, int[] Own, int[] Around, uint[] Allowed, uint[] Possible)
{
    /// <summary>How much it counts.</summary>
    public double Weight { get; init; } = 1;
}
