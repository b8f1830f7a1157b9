using SaaSGate.Inspection.Detection.Names;

namespace SaaSGate.Benchmarks.Names;

/// <summary>Fits a logistic that makes confidences of probabilities: of values with a score of 0.8, eight in ten should be right.</summary>
internal static class NameCalibration
{
    private const int Enough = 60;
    private const double MostShift = 0.7;

    /// <summary>Least logit of a default that masks: what is no likelier is no more than a guess.</summary>
    private const double LeastLogit = -1;

    /// <summary>Share of the best mean from which a point is nearly as good.</summary>
    private const double Near = 0.995;

    /// <summary>Sources that are like what is inspected, and how much each counts.</summary>
    private static readonly Dictionary<string, int> Judges = new() { ["presidio-research"] = 2, ["ambientmeta"] = 1, ["wikigold"] = 1 };

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
    /// What moves the best point to a score of one half, from where policies mask by default: the best mean of the judges' F1, and of
    /// points that are nearly as good the one that misses least, for what is missed leaves. Not far from an even chance to be right, so
    /// that scores keep their meaning.
    /// </summary>
    private static double Shift(NameScores scores, List<NameGuess> guesses, string type, double slope, double offset)
    {
        var sorted = guesses.ConvertAll(guess => (Logit: (slope * Logit(guess.Score)) + offset, guess));
        sorted.Sort((a, b) => b.Logit.CompareTo(a.Logit));
        var sums = Judges.Keys.Where(source => scores.Gold(source, type) > 0).ToDictionary(source => source, _ => (Hits: 0.0, Found: 0.0));
        var means = new List<(double Logit, double Mean)> { (0, 0) };
        foreach (var (logit, guess) in sorted)
        {
            if (!sums.TryGetValue(guess.Source, out var sum))
                continue;
            sums[guess.Source] = (sum.Hits + (guess.Hit ? guess.Weight : 0), sum.Found + guess.Weight);
            var mean = sums.Sum(source => Judges[source.Key] * 2 * source.Value.Hits / (source.Value.Found + scores.Gold(source.Key, type)));
            if (logit is >= LeastLogit and <= MostShift)
                means.Add((logit, mean));
        }
        var best = means.Max(each => each.Mean);
        return -means.FindLast(each => each.Mean >= Near * best).Logit;
    }

    private static double Logit(double score) => Math.Log(Math.Clamp(score, 1e-4, 1 - 1e-4) / (1 - Math.Clamp(score, 1e-4, 1 - 1e-4)));

    private static (double Slope, double Offset) FitOne(List<NameGuess> guesses)
    {
        var (slope, offset) = (1.0, 0.0);
        for (var step = 0; step < 2000; step++)
        {
            var (slopeGain, offsetGain) = (0.0, 0.0);
            foreach (var (_, _, score, hit, _) in guesses)
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
