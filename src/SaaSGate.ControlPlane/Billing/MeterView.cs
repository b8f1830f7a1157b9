namespace SaaSGate.ControlPlane.Billing;

/// <summary>What a meter counted.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Name">For people.</param>
/// <param name="Quantity">So far.</param>
/// <param name="Forecast">At the end, if it goes on like this.</param>
/// <param name="UnitCents">Cents for one, and parts of one.</param>
/// <param name="Days">By day, UTC; days without are left out.</param>
internal sealed record MeterView(string Key, string Name, long Quantity, long Forecast, decimal UnitCents, IReadOnlyList<MeterDay> Days);
