namespace SaaSGate.Postgres.Billing;

/// <summary>Use of a day, UTC.</summary>
/// <param name="Meter">What was counted.</param>
/// <param name="Day">As <c>yyyy-MM-dd</c>.</param>
/// <param name="Quantity">How much.</param>
public sealed record UsageDay(string Meter, string Day, long Quantity);
