using SaaSGate.Inspection.Detection.Names;

namespace SaaSGate.Benchmarks.Names;

/// <summary>Fits a logistic that makes confidences of probabilities: of values with a score of 0.8, eight in ten should be right.</summary>
internal static class NameCalibration
{
    private const int Enough = 60;

    public static float[] Neutral { get; } = [.. NameTags.Types.SelectMany(_ => (float[])[1, 0])];

    /// <summary>Slope and offset for each type; types that were seen too rarely get those of all together.</summary>
    public static float[] Fit(List<(string Type, double Score, bool Hit)> guesses)
    {
        var all = FitOne(guesses);
        return [.. NameTags.Types.SelectMany(type =>
        {
            var own = guesses.Where(guess => guess.Type == type).ToList();
            var (slope, offset) = own.Count >= Enough ? FitOne(own) : all;
            return (float[])[(float)slope, (float)offset];
        })];
    }

    private static (double Slope, double Offset) FitOne(List<(string Type, double Score, bool Hit)> guesses)
    {
        var (slope, offset) = (1.0, 0.0);
        for (var step = 0; step < 2000; step++)
        {
            var (slopeGain, offsetGain) = (0.0, 0.0);
            foreach (var (_, score, hit) in guesses)
            {
                var logit = Math.Log(Math.Clamp(score, 1e-4, 1 - 1e-4) / (1 - Math.Clamp(score, 1e-4, 1 - 1e-4)));
                var error = (hit ? 1 : 0) - (1 / (1 + Math.Exp(-((slope * logit) + offset))));
                (slopeGain, offsetGain) = (slopeGain + (error * logit), offsetGain + error);
            }
            slope += 0.2 * slopeGain / Math.Max(1, guesses.Count);
            offset += 0.2 * offsetGain / Math.Max(1, guesses.Count);
        }
        return (Math.Max(0.2, slope), offset);
    }
}
