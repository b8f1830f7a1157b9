namespace SaaSGate.Demo;

/// <summary>What the CRM told its webhook.</summary>
/// <param name="Event">Such as <c>contact.updated</c>.</param>
/// <param name="Payload">The whole JSON body, as it came.</param>
/// <param name="TraceParent">W3C trace context of the caller; null when it sent none.</param>
internal sealed record WebhookCall(string Event, string Payload, string? TraceParent);
