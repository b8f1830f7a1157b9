namespace SaaSGate.Benchmarks.Attacks;

/// <summary>A text to learn from, as features.</summary>
/// <param name="Indices">Features that it has.</param>
/// <param name="Values">How much of each.</param>
/// <param name="IsAttack">What it is.</param>
/// <param name="Weight">How much it counts.</param>
internal sealed record AttackRow(int[] Indices, float[] Values, bool IsAttack, double Weight);
