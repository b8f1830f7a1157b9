namespace SaaSGate.Inspection.Exfiltration.Attacks;

/// <summary>What one kind of text is judged by: a weight for each feature, and how a sum becomes a score.</summary>
/// <param name="Weights">One byte a feature, to be multiplied with <paramref name="Unit"/>.</param>
/// <param name="Unit">What 1 in <paramref name="Weights"/> stands for.</param>
/// <param name="Bias">The sum of a text without features.</param>
/// <param name="Middle">The sum whose score is 0.5: in cross-validation 1 % of harmless texts were above.</param>
/// <param name="Low">The sum whose score is 0.25: 5 % were above.</param>
internal sealed record AttackHead(sbyte[] Weights, float Unit, float Bias, float Middle, float Low)
{
    /// <summary>0 to 1.</summary>
    public double Score(AttackFeatures features)
    {
        var sum = 0f;
        var indices = features.Indices;
        var values = features.Values;
        for (var i = 0; i < indices.Length; i++)
            sum += Weights[indices[i]] * values[i];
        return ToScore((sum * Unit) + Bias);
    }

    private double ToScore(float sum) => 1 / (1 + Math.Exp(-Math.Log(3) * (sum - Middle) / Math.Max(Middle - Low, 0.01f)));
}
