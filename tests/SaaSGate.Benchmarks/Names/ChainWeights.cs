using SaaSGate.Inspection.Detection.Names;

namespace SaaSGate.Benchmarks.Names;

/// <summary>What one training, or several together, made of the features.</summary>
/// <param name="Features">Their hashes, in order.</param>
/// <param name="Weights">For each feature one weight a tag.</param>
/// <param name="Transitions">For each tag, what each tag after it gains.</param>
internal sealed record ChainWeights(uint[] Features, double[] Weights, double[] Transitions)
{
    private static readonly int Tags = NameTags.Count;

    /// <summary>The mean of several: what chance put into one of them the others take out. A feature that one does not have counts 0 there.</summary>
    public static ChainWeights Mean(IReadOnlyList<ChainWeights> all)
    {
        uint[] features = [.. all.SelectMany(weights => weights.Features).Distinct().Order()];
        var (sum, transitions) = (new double[features.Length * Tags], new double[Tags * Tags]);
        foreach (var one in all)
        {
            for (int i = 0, at = 0; i < one.Features.Length; i++)
            {
                while (features[at] != one.Features[i])
                    at++;
                for (var tag = 0; tag < Tags; tag++)
                    sum[(at * Tags) + tag] += one.Weights[(i * Tags) + tag] / all.Count;
            }
            for (var i = 0; i < transitions.Length; i++)
                transitions[i] += one.Transitions[i] / all.Count;
        }
        return new ChainWeights(features, sum, transitions);
    }

    /// <summary>The features that matter most, with weights that fit a byte.</summary>
    public (uint[] Features, sbyte[] Weights, float Scale, float[] Transitions) Pack(TrainingOptions options)
    {
        var kept = Enumerable.Range(0, Features.Length)
            .Select(feature => (feature, Norm: Norm(feature)))
            .OrderByDescending(feature => feature.Norm).ThenBy(feature => feature.feature)
            .Take(options.MostFeatures).Where(feature => feature.Norm > 0).Select(feature => feature.feature).Order().ToArray();
        var largest = kept.Max(feature => Weights.AsSpan(feature * Tags, Tags).ToArray().Max(Math.Abs));
        var scale = Math.Min(largest, options.LargestWeight) / sbyte.MaxValue;
        var packed = new sbyte[kept.Length * Tags];
        for (var i = 0; i < kept.Length; i++)
            for (var tag = 0; tag < Tags; tag++)
                packed[(i * Tags) + tag] = (sbyte)Math.Clamp(Math.Round(Weights[(kept[i] * Tags) + tag] / scale), -sbyte.MaxValue, sbyte.MaxValue);
        return (Array.ConvertAll(kept, feature => Features[feature]), packed, (float)scale, Array.ConvertAll(Transitions, weight => (float)weight));
    }

    private double Norm(int feature)
    {
        var sum = 0.0;
        foreach (var weight in Weights.AsSpan(feature * Tags, Tags))
            sum += weight * weight;
        return sum;
    }
}
