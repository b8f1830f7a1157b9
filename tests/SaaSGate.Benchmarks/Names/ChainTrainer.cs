using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using SaaSGate.Inspection.Detection.Names;

namespace SaaSGate.Benchmarks.Names;

/// <summary>
/// Learns a linear-chain random field: raises the likelihood of the tags that are allowed. One thread, one seed: the same
/// examples give the same weights.
/// </summary>
internal sealed class ChainTrainer
{
    private const double Least = 1e-3, LeastSlope = 1e-6, Damping = 0.1;

    /// <summary>Weights of a feature with what fills them up to vectors.</summary>
    private const int Stride = 16;

    private static readonly int Tags = NameTags.Count;
    private readonly TrainingOptions _options;
    private readonly NameExample[] _examples;
    private readonly int[][][] _ids;
    private readonly double[] _weights, _squares, _transitions, _transitionSquares, _bias, _biasSquares;
    private readonly double[] _sourceWeights;
    private readonly uint[] _features;
    private readonly double[] _mean, _meanTransitions;
    private int _remembered;
    private ulong _chance;

    public ChainTrainer(IReadOnlyList<NameExample> examples, double[] sourceWeights, TrainingOptions options, ulong seed)
    {
        (_options, _sourceWeights, _chance) = (options, sourceWeights, seed);
        _examples = [.. examples];
        var counts = new Dictionary<uint, int>();
        foreach (var feature in _examples.SelectMany(example => example.Features).SelectMany(features => features))
            counts[feature] = counts.GetValueOrDefault(feature) + 1;
        _features = [.. counts.Where(feature => feature.Value >= options.LeastCount).Select(feature => feature.Key).Order()];
        var numbers = new Dictionary<uint, int>(_features.Length);
        for (var i = 0; i < _features.Length; i++)
            numbers.Add(_features[i], i);
        _ids = Array.ConvertAll(_examples, example => Array.ConvertAll(example.Features, features => Array.ConvertAll(features, feature => numbers.GetValueOrDefault(feature, -1))));
        (_weights, _squares) = (new double[_features.Length * Stride], new double[_features.Length * Stride]);
        (_mean, _meanTransitions) = (new double[_weights.Length], new double[Tags * Tags]);
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
            if (epoch >= _options.Epochs - _options.Averaged)
                Remember();
        }
        if (_remembered > 0)
            Recall();
    }

    /// <summary>Takes the weights as they stand into their mean over the last passes.</summary>
    private void Remember()
    {
        _remembered++;
        for (var i = 0; i < _weights.Length; i++)
            _mean[i] += _weights[i];
        for (var i = 0; i < _transitions.Length; i++)
            _meanTransitions[i] += _transitions[i];
    }

    private void Recall()
    {
        for (var i = 0; i < _weights.Length; i++)
            _weights[i] = _mean[i] / _remembered;
        for (var i = 0; i < _transitions.Length; i++)
            _transitions[i] = _meanTransitions[i] / _remembered;
    }

    /// <summary>What was learned.</summary>
    public ChainWeights Result()
    {
        var weights = new double[_features.Length * Tags];
        for (var i = 0; i < _features.Length; i++)
            _weights.AsSpan(i * Stride, Tags).CopyTo(weights.AsSpan(i * Tags));
        return new ChainWeights(_features, weights, _transitions);
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
            Sum(used[i], row);
        }
        var free = new ChainSums(scores, _transitions, example.Before, example.Possible);
        var told = new ChainSums(scores, _transitions, example.Before, example.Allowed);
        rate *= _sourceWeights[example.Source] * example.Weight;
        var gradient = new double[Stride];
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
                    Update(id, gradient, rate);
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

    private void Sum(int[] ids, Span<double> row)
    {
        ref var weights = ref MemoryMarshal.GetArrayDataReference(_weights);
        var (a, b, c, d) = (Vector256<double>.Zero, Vector256<double>.Zero, Vector256<double>.Zero, Vector256<double>.Zero);
        foreach (var id in ids)
        {
            if (id < 0)
                continue;
            var at = (nuint)(id * Stride);
            a += Vector256.LoadUnsafe(ref weights, at);
            b += Vector256.LoadUnsafe(ref weights, at + 4);
            c += Vector256.LoadUnsafe(ref weights, at + 8);
            d += Vector256.LoadUnsafe(ref weights, at + 12);
        }
        Span<double> sums = stackalloc double[Stride];
        a.CopyTo(sums);
        b.CopyTo(sums[4..]);
        c.CopyTo(sums[8..]);
        d.CopyTo(sums[12..]);
        for (var tag = 0; tag < Tags; tag++)
            row[tag] += sums[tag];
    }

    private void Update(int id, double[] gradient, double rate)
    {
        ref var weights = ref MemoryMarshal.GetArrayDataReference(_weights);
        ref var squares = ref MemoryMarshal.GetArrayDataReference(_squares);
        ref var slopes = ref MemoryMarshal.GetArrayDataReference(gradient);
        for (var part = 0; part < Stride; part += Vector256<double>.Count)
        {
            var at = (nuint)((id * Stride) + part);
            var weight = Vector256.LoadUnsafe(ref weights, at);
            var slope = Vector256.LoadUnsafe(ref slopes, (nuint)part) - (weight * _options.Decay);
            slope = Vector256.ConditionalSelect(Vector256.LessThan(Vector256.Abs(slope), Vector256.Create(LeastSlope)), Vector256<double>.Zero, slope);
            var square = Vector256.LoadUnsafe(ref squares, at) + (slope * slope);
            square.StoreUnsafe(ref squares, at);
            (weight + (slope * rate / (Vector256.Create(Damping) + Vector256.Sqrt(square)))).StoreUnsafe(ref weights, at);
        }
    }

    private static void Update(double[] weights, double[] squares, int at, double[] gradient, double rate, double decay)
    {
        for (var tag = 0; tag < Tags; tag++)
        {
            var slope = gradient[tag] - (decay * weights[at + tag]);
            if (Math.Abs(slope) < LeastSlope)
                continue;
            squares[at + tag] += slope * slope;
            weights[at + tag] += rate * slope / (Damping + Math.Sqrt(squares[at + tag]));
        }
    }

    /// <summary>A number from 0 up to 1, always the same ones.</summary>
    private double Chance()
    {
        _chance = (_chance * 6364136223846793005) + 1442695040888963407;
        return (_chance >> 11) * (1.0 / (1UL << 53));
    }
}
