using SaaSGate.Inspection.Detection.Names;

namespace SaaSGate.Benchmarks.Names;

/// <summary>
/// Learns a linear-chain random field: raises the likelihood of the tags that are allowed. One thread, one seed: the same
/// examples give the same weights.
/// </summary>
internal sealed class ChainTrainer
{
    private const double Least = 1e-3;
    private static readonly int Tags = NameTags.Count;
    private readonly TrainingOptions _options;
    private readonly NameExample[] _examples;
    private readonly int[][][] _ids;
    private readonly double[] _weights, _squares, _transitions, _transitionSquares, _bias, _biasSquares;
    private readonly double[] _sourceWeights;
    private readonly uint[] _features;
    private ulong _chance = 20240611;

    public ChainTrainer(IReadOnlyList<NameExample> examples, double[] sourceWeights, TrainingOptions options)
    {
        (_options, _sourceWeights) = (options, sourceWeights);
        _examples = [.. examples];
        var counts = new Dictionary<uint, int>();
        foreach (var feature in _examples.SelectMany(example => example.Features).SelectMany(features => features))
            counts[feature] = counts.GetValueOrDefault(feature) + 1;
        _features = [.. counts.Where(feature => feature.Value >= options.LeastCount).Select(feature => feature.Key).Order()];
        var numbers = new Dictionary<uint, int>(_features.Length);
        for (var i = 0; i < _features.Length; i++)
            numbers.Add(_features[i], i);
        _ids = Array.ConvertAll(_examples, example => Array.ConvertAll(example.Features, features => Array.ConvertAll(features, feature => numbers.GetValueOrDefault(feature, -1))));
        (_weights, _squares) = (new double[_features.Length * Tags], new double[_features.Length * Tags]);
        (_transitions, _transitionSquares) = (new double[Tags * Tags], new double[Tags * Tags]);
        (_bias, _biasSquares) = (new double[sourceWeights.Length * Tags], new double[sourceWeights.Length * Tags]);
    }

    /// <summary>Goes over all examples, in another order each time.</summary>
    public void Train(Action<int, double> progress)
    {
        var order = Enumerable.Range(0, _examples.Length).ToArray();
        for (var epoch = 0; epoch < _options.Epochs; epoch++)
        {
            for (var i = order.Length - 1; i > 0; i--)
            {
                var other = (int)(Chance() * (i + 1));
                (order[i], order[other]) = (order[other], order[i]);
            }
            var rate = _options.Rate * (1 - ((double)epoch / _options.Epochs));
            var loss = 0.0;
            foreach (var index in order)
                loss += Learn(_examples[index], _ids[index], rate);
            progress(epoch, loss);
        }
    }

    /// <summary>The features that matter most, with weights that fit a byte.</summary>
    public (uint[] Features, sbyte[] Weights, float Scale, float[] Transitions) Result()
    {
        var kept = Enumerable.Range(0, _features.Length)
            .Select(feature => (feature, Norm: Norm(feature)))
            .OrderByDescending(feature => feature.Norm).ThenBy(feature => feature.feature)
            .Take(_options.MostFeatures).Where(feature => feature.Norm > 0).Select(feature => feature.feature).Order().ToArray();
        var largest = kept.Max(feature => _weights.AsSpan(feature * Tags, Tags).ToArray().Max(Math.Abs));
        var scale = Math.Min(largest, _options.LargestWeight) / sbyte.MaxValue;
        var weights = new sbyte[kept.Length * Tags];
        for (var i = 0; i < kept.Length; i++)
            for (var tag = 0; tag < Tags; tag++)
                weights[(i * Tags) + tag] = (sbyte)Math.Clamp(Math.Round(_weights[(kept[i] * Tags) + tag] / scale), -sbyte.MaxValue, sbyte.MaxValue);
        return (Array.ConvertAll(kept, feature => _features[feature]), weights, (float)scale, Array.ConvertAll(_transitions, weight => (float)weight));
    }

    private double Norm(int feature)
    {
        var sum = 0.0;
        foreach (var weight in _weights.AsSpan(feature * Tags, Tags))
            sum += weight * weight;
        return sum;
    }

    private double Learn(NameExample example, int[][] ids, double rate)
    {
        var count = ids.Length;
        var used = new int[count][];
        var quiet = Chance() < _options.HideAround;
        var scores = new double[count * Tags];
        for (var i = 0; i < count; i++)
        {
            var from = Chance() < _options.HideWord ? example.Own[i] : 0;
            used[i] = quiet ? [.. ids[i][from..Math.Max(from, example.Own[i])], .. ids[i][example.Around[i]..]] : from > 0 ? ids[i][from..] : ids[i];
            var row = scores.AsSpan(i * Tags, Tags);
            _bias.AsSpan(example.Source * Tags, Tags).CopyTo(row);
            foreach (var id in used[i])
                if (id >= 0)
                    for (var tag = 0; tag < Tags; tag++)
                        row[tag] += _weights[(id * Tags) + tag];
        }
        var free = new ChainSums(scores, _transitions, example.Before, example.Possible);
        var told = new ChainSums(scores, _transitions, example.Before, example.Allowed);
        rate *= _sourceWeights[example.Source] * example.Weight;
        var gradient = new double[Tags];
        for (var i = 0; i < count; i++)
        {
            var any = false;
            for (var tag = 0; tag < Tags; tag++)
            {
                gradient[tag] = told.Node(i, tag) - free.Node(i, tag);
                any |= Math.Abs(gradient[tag]) > Least;
            }
            if (!any)
                continue;
            foreach (var id in used[i])
                if (id >= 0)
                    Update(_weights, _squares, id * Tags, gradient, rate, _options.Decay);
            Update(_bias, _biasSquares, example.Source * Tags, gradient, rate, 0);
        }
        for (var i = 0; i < count; i++)
            for (var from = 0; from < Tags; from++)
            {
                if (i == 0 && from != example.Before)
                    continue;
                for (var tag = 0; tag < Tags; tag++)
                    gradient[tag] = told.Edge(i, from, tag) - free.Edge(i, from, tag);
                Update(_transitions, _transitionSquares, from * Tags, gradient, rate, _options.Decay);
            }
        return free.LogSum - told.LogSum;
    }

    private static void Update(double[] weights, double[] squares, int at, double[] gradient, double rate, double decay)
    {
        for (var tag = 0; tag < gradient.Length; tag++)
        {
            var slope = gradient[tag] - (decay * weights[at + tag]);
            if (Math.Abs(slope) < 1e-6)
                continue;
            squares[at + tag] += slope * slope;
            weights[at + tag] += rate * slope / (0.1 + Math.Sqrt(squares[at + tag]));
        }
    }

    /// <summary>A number from 0 up to 1, always the same ones.</summary>
    private double Chance()
    {
        _chance = (_chance * 6364136223846793005) + 1442695040888963407;
        return (_chance >> 11) * (1.0 / (1UL << 53));
    }
}
