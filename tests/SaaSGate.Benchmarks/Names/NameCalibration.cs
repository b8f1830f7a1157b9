using SaaSGate.Inspection.Detection.Names;

namespace SaaSGate.Benchmarks.Names;

/// <summary>Fits a logistic that makes confidences of probabilities: of values with a score of 0.8, eight in ten should be right.</summary>
internal static class NameCalibration
{
    private const int Enough = 60;
    private const double MostShift = 0.7;

    /// <summary>Least logit of a default that masks people, places and organisations: prompts have many capitals that name nobody.</summary>
    private const double Caution = -0.3;

    private static readonly string[] Careful = ["LOCATION", "ORG", "PERSON"];

    /// <summary>Sources that are like what is inspected.</summary>
    private static readonly string[] Judges = ["presidio-research", "ambientmeta", "wikigold"];

    public static float[] Neutral { get; } = [.. NameTags.Types.SelectMany(_ => (float[])[1, 0])];

    /// <summary>Slope and offset for each type; types that were seen too rarely get those of all together.</summary>
    public static float[] Fit(NameScores scores)
    {
        var guesses = scores.Guesses;
        var all = FitOne(guesses);
        return [.. NameTags.Types.SelectMany(type =>
        {
            var own = guesses.Where(guess => guess.Type == type).ToList();
            var (slope, offset) = own.Count >= Enough ? FitOne(own) : all;
            return (float[])[(float)slope, (float)(offset + Shift(scores, own, type, slope, offset))];
        })];
    }

    /// <summary>
    /// What moves the point of the best F1 to a score of one half, from where policies mask by default. Not far from
    /// an even chance to be right, so that scores keep their meaning.
    /// </summary>
    private static double Shift(NameScores scores, List<NameGuess> guesses, string type, double slope, double offset)
    {
        var sorted = guesses.FindAll(guess => Judges.Contains(guess.Source)).ConvertAll(guess => (Logit: (slope * Logit(guess.Score)) + offset, guess.Hit));
        sorted.Sort((a, b) => b.Logit.CompareTo(a.Logit));
        var gold = scores.Gold(type, Judges);
        var (best, at, hits) = (0.0, 0.0, 0);
        for (var i = 0; i < sorted.Count; i++)
        {
            hits += sorted[i].Hit ? 1 : 0;
            var f1 = 2.0 * hits / (i + 1 + gold);
            if (f1 > best && sorted[i].Logit >= (Careful.Contains(type) ? Caution : -MostShift) && sorted[i].Logit <= MostShift)
                (best, at) = (f1, sorted[i].Logit);
        }
        return -at;
    }

    private static double Logit(double score) => Math.Log(Math.Clamp(score, 1e-4, 1 - 1e-4) / (1 - Math.Clamp(score, 1e-4, 1 - 1e-4)));

    private static (double Slope, double Offset) FitOne(List<NameGuess> guesses)
    {
        var (slope, offset) = (1.0, 0.0);
        for (var step = 0; step < 2000; step++)
        {
            var (slopeGain, offsetGain) = (0.0, 0.0);
            foreach (var (_, _, score, hit) in guesses)
            {
                var logit = Logit(score);
                var error = (hit ? 1 : 0) - (1 / (1 + Math.Exp(-((slope * logit) + offset))));
                (slopeGain, offsetGain) = (slopeGain + (error * logit), offsetGain + error);
            }
            slope += 0.2 * slopeGain / Math.Max(1, guesses.Count);
            offset += 0.2 * offsetGain / Math.Max(1, guesses.Count);
        }
        return (Math.Max(0.2, slope), offset);
    }
}
