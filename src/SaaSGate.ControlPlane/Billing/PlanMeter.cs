namespace SaaSGate.ControlPlane.Billing;

/// <summary>Something that is counted and paid for.</summary>
/// <param name="Key">Its name here.</param>
/// <param name="EventName">Its name at Stripe.</param>
/// <param name="Name">For people.</param>
internal sealed record PlanMeter(string Key, string EventName, string Name);
