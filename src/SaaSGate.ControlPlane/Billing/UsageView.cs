namespace SaaSGate.ControlPlane.Billing;

/// <summary>Use of a period, or of this month where none is paid for.</summary>
/// <param name="From">Its beginning.</param>
/// <param name="Until">Its end.</param>
/// <param name="Currency">Of all amounts, ISO 4217 in small letters.</param>
/// <param name="CostCents">What seats and use cost so far, without taxes and coupons.</param>
/// <param name="ForecastCents">What they will have cost at the end, if it goes on like this.</param>
/// <param name="Meters">Use by meter.</param>
internal sealed record UsageView(DateTimeOffset From, DateTimeOffset Until, string Currency, long CostCents, long ForecastCents, IReadOnlyList<MeterView> Meters);
