using System.Collections.Concurrent;

namespace SaaSGate.Inspection.Exfiltration.Attacks;

/// <summary>
/// Says how much a text looks like an attack on an assistant. Scores are between 0 and 1; 0.5 is where 1 % of harmless texts
/// are mistaken for one, 0.25 where 5 % are. Time grows with the text and no faster. Not for use by several threads at once.
/// </summary>
internal sealed class AttackClassifier
{
    private const int MostSpares = 16;

    private static readonly ConcurrentBag<AttackClassifier> Spares = [];
    private readonly AttackFeatures _features = new();

    private AttackClassifier()
    {
    }

    /// <summary>One to be given back with <see cref="Return"/>: each holds some hundred kilobytes.</summary>
    public static AttackClassifier Rent() => Spares.TryTake(out var spare) ? spare : new AttackClassifier();

    /// <summary>Gives it back.</summary>
    public void Return()
    {
        if (Spares.Count < MostSpares)
            Spares.Add(this);
    }

    /// <summary>Judges what a user says, by its first <see cref="AttackFeatures.MaxUnits"/> units.</summary>
    public double ScorePrompt(ReadOnlySpan<char> text)
    {
        _features.Read(text);
        return AttackModel.Shipped.Prompt.Score(_features);
    }

    /// <summary>Judges one sentence or line of a content that nobody vouches for; <see cref="Segments"/> takes it apart.</summary>
    public double ScoreSegment(ReadOnlySpan<char> segment)
    {
        _features.Read(segment);
        return AttackModel.Shipped.Content.Score(_features);
    }
}
