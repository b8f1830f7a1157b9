namespace SaaSGate.Inspection.Detection.Names;

/// <summary>Finds the most likely tags of a segment and how likely they are: a linear chain, read both ways.</summary>
internal sealed class NameDecoder(NameModel model)
{
    private const int Most = NameSegment.MaxUnits + 2;
    private const float Never = -1000;
    private static readonly int Tags = NameTags.Count;
    private readonly float[] _scores = new float[Most * NameTags.Count], _best = new float[Most * NameTags.Count];
    private readonly float[] _forward = new float[Most * NameTags.Count], _backward = new float[Most * NameTags.Count];
    private readonly byte[] _from = new byte[Most * NameTags.Count];
    private readonly float[] _odds = Array.ConvertAll(model.Transitions, MathF.Exp);
    private readonly float _gain = model.Transitions.Max() - model.Transitions.Min();
    private float _bias;
    private int _count;

    /// <summary>Takes in what the features of a segment say.</summary>
    /// <param name="text">Text that the segment was read from.</param>
    /// <param name="segment">The segment.</param>
    /// <param name="bias">The highest bias that <see cref="Decode"/> will be called with.</param>
    /// <returns>False where names are so unlikely that decoding is not worth its while.</returns>
    public bool Score(ReadOnlySpan<char> text, NameSegment segment, float bias)
    {
        var open = false;
        _count = segment.Count;
        Span<uint> features = stackalloc uint[NameFeatures.Max];
        for (var i = 0; i < _count; i++)
        {
            var (count, _, _) = NameFeatures.Read(text, segment, i, features);
            var scores = _scores.AsSpan(i * Tags, Tags);
            model.Weights.Sum(features[..count], scores);
            var possible = NameTags.Possible(segment[i]);
            for (var tag = 0; tag < Tags; tag++)
                if ((possible & NameTags.Bit(tag)) == 0)
                    scores[tag] = Never;
                else
                    open |= tag != NameTags.Outside && scores[tag] + bias + _gain > scores[NameTags.Outside];
        }
        return open;
    }

    /// <summary>The best tags.</summary>
    /// <param name="before">Tag of the token before the segment.</param>
    /// <param name="bias">What every name gains: above 0 for weaker guesses.</param>
    /// <param name="tags">Receives them.</param>
    /// <returns>Whether any of them is one of a name.</returns>
    public bool Decode(int before, float bias, Span<byte> tags)
    {
        _bias = bias;
        for (var tag = 0; tag < Tags; tag++)
            _best[tag] = NameTags.MayFollow(tag, before) ? model.Transitions[(before * Tags) + tag] + Gain(0, tag) : float.NegativeInfinity;
        for (var i = 1; i < _count; i++)
            Step(i);
        var last = _best.AsSpan((_count - 1) * Tags, Tags);
        var winner = 0;
        for (var tag = 1; tag < Tags; tag++)
            if (last[tag] > last[winner])
                winner = tag;
        var found = false;
        for (var i = _count - 1; i >= 0; i--)
        {
            tags[i] = (byte)winner;
            found |= winner != NameTags.Outside;
            winner = _from[(i * Tags) + winner];
        }
        return found;
    }

    /// <summary>How likely each tag of each token is; read by <see cref="Probability"/>.</summary>
    public void Weigh(int before)
    {
        for (var tag = 0; tag < Tags; tag++)
            _forward[tag] = NameTags.MayFollow(tag, before) ? _odds[(before * Tags) + tag] * MathF.Exp(_scores[tag] - Top(0)) : 0;
        Normalise(_forward.AsSpan(0, Tags));
        for (var i = 1; i < _count; i++)
        {
            var row = _forward.AsSpan(i * Tags, Tags);
            var last = _forward.AsSpan((i - 1) * Tags, Tags);
            var top = Top(i);
            for (var tag = 0; tag < Tags; tag++)
            {
                var mass = 0f;
                for (var from = 0; from < Tags; from++)
                    if (NameTags.MayFollow(tag, from))
                        mass += last[from] * _odds[(from * Tags) + tag];
                row[tag] = mass * MathF.Exp(_scores[(i * Tags) + tag] - top);
            }
            Normalise(row);
        }
        _backward.AsSpan((_count - 1) * Tags, Tags).Fill(1);
        for (var i = _count - 2; i >= 0; i--)
        {
            var row = _backward.AsSpan(i * Tags, Tags);
            var next = _backward.AsSpan((i + 1) * Tags, Tags);
            var top = Top(i + 1);
            row.Clear();
            for (var tag = 0; tag < Tags; tag++)
            {
                var gain = next[tag] * MathF.Exp(_scores[((i + 1) * Tags) + tag] - top);
                for (var from = 0; from < Tags; from++)
                    if (NameTags.MayFollow(tag, from))
                        row[from] += gain * _odds[(from * Tags) + tag];
            }
            Normalise(row);
        }
    }

    /// <summary>How likely a token is part of a name of a type.</summary>
    public float Probability(int token, int type)
    {
        var (sum, wanted) = (0f, 0f);
        for (var tag = 0; tag < Tags; tag++)
        {
            var mass = _forward[(token * Tags) + tag] * _backward[(token * Tags) + tag];
            sum += mass;
            if (tag > 0 && NameTags.TypeOf(tag) == type)
                wanted += mass;
        }
        return sum > 0 ? wanted / sum : 0;
    }

    private void Step(int i)
    {
        var row = _best.AsSpan(i * Tags, Tags);
        var last = _best.AsSpan((i - 1) * Tags, Tags);
        for (var tag = 0; tag < Tags; tag++)
        {
            var (top, winner) = (float.NegativeInfinity, 0);
            if (NameTags.IsInside(tag))
            {
                var (begun, gone) = (last[tag - 1] + model.Transitions[((tag - 1) * Tags) + tag], last[tag] + model.Transitions[(tag * Tags) + tag]);
                (top, winner) = begun >= gone ? (begun, tag - 1) : (gone, tag);
            }
            else
                for (var from = 0; from < Tags; from++)
                    if (last[from] + model.Transitions[(from * Tags) + tag] is var score && score > top)
                        (top, winner) = (score, from);
            row[tag] = top + Gain(i, tag);
            _from[(i * Tags) + tag] = (byte)winner;
        }
    }

    private float Gain(int token, int tag) => _scores[(token * Tags) + tag] + (tag == NameTags.Outside ? 0 : _bias);

    private float Top(int token)
    {
        var top = float.NegativeInfinity;
        foreach (var score in _scores.AsSpan(token * Tags, Tags))
            top = Math.Max(top, score);
        return top;
    }

    private static void Normalise(Span<float> row)
    {
        var sum = 0f;
        foreach (var mass in row)
            sum += mass;
        foreach (ref var mass in row)
            mass /= sum;
    }
}
