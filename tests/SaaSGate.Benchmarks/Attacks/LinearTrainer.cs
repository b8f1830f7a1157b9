using SaaSGate.Inspection.Exfiltration.Attacks;

namespace SaaSGate.Benchmarks.Attacks;

/// <summary>
/// Logistic regression by AdaGrad over rows in a fixed, shuffled order. Only operations whose results IEEE 754 fixes, so any
/// machine makes the same weights.
/// </summary>
internal sealed class LinearTrainer
{
    private const int Epochs = 50;
    private const double Rate = 0.3, Decay = 1e-3;

    private readonly double[] _weights = new double[AttackFeatures.Count + 1];
    private readonly double[] _squares = new double[AttackFeatures.Count + 1];

    /// <summary>Weights of all features, and last the bias.</summary>
    public double[] Train(IReadOnlyList<AttackRow> rows)
    {
        var order = Enumerable.Range(0, rows.Count).ToArray();
        var random = 0x2545F491u;
        for (var epoch = 0; epoch < Epochs; epoch++)
        {
            for (var i = order.Length - 1; i > 0; i--)
            {
                random ^= random << 13;
                random ^= random >> 17;
                random ^= random << 5;
                var other = (int)(random % (uint)(i + 1));
                (order[i], order[other]) = (order[other], order[i]);
            }
            foreach (var index in order)
                Step(rows[index]);
        }
        return _weights;
    }

    /// <summary>The sum of a row's weights.</summary>
    public static double Sum(double[] weights, ReadOnlySpan<int> indices, ReadOnlySpan<float> values)
    {
        var sum = weights[^1];
        for (var i = 0; i < indices.Length; i++)
            sum += weights[indices[i]] * values[i];
        return sum;
    }

    private void Step(AttackRow row)
    {
        var error = (Sigmoid(Sum(_weights, row.Indices, row.Values)) - (row.IsAttack ? 1 : 0)) * row.Weight;
        for (var i = 0; i < row.Indices.Length; i++)
            Move(row.Indices[i], (error * row.Values[i]) + (Decay * _weights[row.Indices[i]]));
        Move(AttackFeatures.Count, error);
    }

    private void Move(int index, double gradient)
    {
        _squares[index] += gradient * gradient;
        _weights[index] -= Rate * gradient / (Math.Sqrt(_squares[index]) + 1e-6);
    }

    private static double Sigmoid(double x) => x >= 0 ? 1 / (1 + Exp(-x)) : Exp(x) / (1 + Exp(x));

    /// <summary>For numbers not above 0, from operations that no machine's library rounds differently.</summary>
    private static double Exp(double x)
    {
        if (x < -40)
            return 0;
        var (small, sum, term) = (x / 64, 1.0, 1.0);
        for (var i = 1; i <= 12; i++)
            sum += term *= small / i;
        for (var i = 0; i < 6; i++)
            sum *= sum;
        return sum;
    }
}
