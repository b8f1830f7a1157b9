namespace SaaSGate.ControlPlane.Billing;

/// <summary>A plan that is to be paid for.</summary>
/// <param name="Plan">Its key.</param>
/// <param name="Seats">How many people, 1 to 10,000; those who are here fit.</param>
internal sealed record BeginCheckout(string Plan, int Seats);
