namespace SaaSGate.ControlPlane.Billing;

/// <summary>Something about payment cannot be done; the message says what to do.</summary>
/// <param name="message">In words.</param>
public sealed class BillingException(string message) : Exception(message);
