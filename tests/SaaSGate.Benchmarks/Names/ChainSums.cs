using SaaSGate.Inspection.Detection.Names;

namespace SaaSGate.Benchmarks.Names;

/// <summary>Sums over all sequences of tags: how likely each tag of each token is, and each pair.</summary>
internal sealed class ChainSums
{
    private static readonly int Tags = NameTags.Count;
    private readonly double[] _forward, _backward, _local, _odds, _scales;
    private readonly int _before;

    /// <param name="scores">What features say: for each token one number a tag.</param>
    /// <param name="transitions">What a tag gains behind another.</param>
    /// <param name="before">Tag before the first token.</param>
    /// <param name="allowed">Tags that tokens may have.</param>
    public ChainSums(double[] scores, double[] transitions, int before, uint[] allowed)
    {
        var count = scores.Length / Tags;
        _before = before;
        _odds = new double[Tags * Tags];
        for (var from = 0; from < Tags; from++)
            for (var tag = 0; tag < Tags; tag++)
                _odds[(from * Tags) + tag] = NameTags.MayFollow(tag, from) ? Math.Exp(transitions[(from * Tags) + tag]) : 0;
        (_forward, _backward, _local, _scales) = (new double[scores.Length], new double[scores.Length], new double[scores.Length], new double[count]);
        for (var i = 0; i < count; i++)
        {
            var row = scores.AsSpan(i * Tags, Tags);
            var top = double.NegativeInfinity;
            foreach (var score in row)
                top = Math.Max(top, score);
            for (var tag = 0; tag < Tags; tag++)
                _local[(i * Tags) + tag] = (allowed[i] & NameTags.Bit(tag)) != 0 ? Math.Exp(row[tag] - top) : 0;
            LogSum += top;
        }
        for (var i = 0; i < count; i++)
        {
            for (var tag = 0; tag < Tags; tag++)
                _forward[(i * Tags) + tag] = Local(i, tag) is > 0 and var local ? local * Reach(i, tag) : 0;
            _scales[i] = _forward.AsSpan(i * Tags, Tags).ToArray().Sum();
            foreach (ref var mass in _forward.AsSpan(i * Tags, Tags))
                mass /= _scales[i];
            LogSum += Math.Log(_scales[i]);
        }
        _backward.AsSpan((count - 1) * Tags, Tags).Fill(1);
        for (var i = count - 2; i >= 0; i--)
            for (var tag = 0; tag < Tags; tag++)
            {
                var gain = _backward[((i + 1) * Tags) + tag] * Local(i + 1, tag) / _scales[i + 1];
                if (gain > 0)
                    for (var from = 0; from < Tags; from++)
                        _backward[(i * Tags) + from] += gain * _odds[(from * Tags) + tag];
            }
    }

    /// <summary>Logarithm of the sum over all sequences.</summary>
    public double LogSum { get; }

    public double Node(int token, int tag) => _forward[(token * Tags) + tag] * _backward[(token * Tags) + tag];

    /// <summary>A tag of a token behind a tag of the one before.</summary>
    public double Edge(int token, int from, int tag)
    {
        var start = token == 0 ? (from == _before ? 1 : 0) : _forward[((token - 1) * Tags) + from];
        return start == 0 ? 0 : start * _odds[(from * Tags) + tag] * Local(token, tag) * _backward[(token * Tags) + tag] / _scales[token];
    }

    private double Local(int token, int tag) => _local[(token * Tags) + tag];

    private double Reach(int token, int tag)
    {
        if (token == 0)
            return _odds[(_before * Tags) + tag];
        var sum = 0.0;
        for (var from = 0; from < Tags; from++)
            sum += _forward[((token - 1) * Tags) + from] * _odds[(from * Tags) + tag];
        return sum;
    }
}
