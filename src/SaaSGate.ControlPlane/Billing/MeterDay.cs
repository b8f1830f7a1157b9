namespace SaaSGate.ControlPlane.Billing;

/// <summary>What a meter counted on a day.</summary>
/// <param name="Day">As <c>yyyy-MM-dd</c>.</param>
/// <param name="Quantity">How much.</param>
internal sealed record MeterDay(string Day, long Quantity);
