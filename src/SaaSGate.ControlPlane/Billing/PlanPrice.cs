namespace SaaSGate.ControlPlane.Billing;

/// <summary>One of a plan's prices: of a seat for a month, or of one of what a meter counts.</summary>
/// <param name="Key">Lookup key at Stripe; it moves on to a new price when the amount changes.</param>
/// <param name="Name">For people.</param>
/// <param name="Meter">The meter; null for a seat.</param>
/// <param name="UnitCents">Cents, and parts of one.</param>
internal sealed record PlanPrice(string Key, string Name, string? Meter, decimal UnitCents);
