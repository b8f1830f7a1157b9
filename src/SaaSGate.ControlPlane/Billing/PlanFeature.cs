using SaaSGate.Contracts.Billing;

namespace SaaSGate.ControlPlane.Billing;

/// <summary>An entitlement, and what it allows.</summary>
/// <param name="Key">Lookup key at Stripe.</param>
/// <param name="Name">For people.</param>
/// <param name="Limits">What it allows; the largest of several counts.</param>
internal sealed record PlanFeature(string Key, string Name, PlanLimits Limits);
