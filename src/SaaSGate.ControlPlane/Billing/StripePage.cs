namespace SaaSGate.ControlPlane.Billing;

/// <summary>A page of Stripe that a person is sent to.</summary>
/// <param name="Url">Its address.</param>
internal sealed record StripePage(Uri Url);
