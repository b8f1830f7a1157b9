namespace SaaSGate.ControlPlane.Billing;

/// <summary>What Stripe took of use and could not count: a summary of a while.</summary>
/// <param name="Summary">In Stripe's words.</param>
/// <param name="Count">How many events of use.</param>
/// <param name="Codes">Why, such as <c>meter_event_customer_not_found</c>.</param>
/// <param name="Identifiers">Identifiers of some of them.</param>
internal sealed record MeterError(string Summary, long Count, IReadOnlyList<string> Codes, IReadOnlyList<string> Identifiers);
