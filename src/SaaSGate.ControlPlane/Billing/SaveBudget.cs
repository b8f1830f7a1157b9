namespace SaaSGate.ControlPlane.Billing;

/// <summary>What a period may cost before who pays is told.</summary>
/// <param name="Cents">In cents; null for nothing.</param>
internal sealed record SaveBudget(long? Cents);
