using SaaSGate.Postgres.Billing;

namespace SaaSGate.ControlPlane.Billing;

/// <summary>What an organisation pays for, and may have.</summary>
/// <param name="IsOn">Whether this installation takes payment; without, nobody is limited, and all that follows is empty.</param>
/// <param name="Plan">The plan in force.</param>
/// <param name="Plans">Every plan.</param>
/// <param name="Currency">Of all amounts, ISO 4217 in small letters.</param>
/// <param name="Status">The subscription's state; <c>none</c> without.</param>
/// <param name="Meaning">What that means, for people.</param>
/// <param name="Seats">Seats that are paid for; null where the plan has none to pay for.</param>
/// <param name="PeriodEnd">When it is paid for next.</param>
/// <param name="TrialEnd">When the trial ends; null where there is none.</param>
/// <param name="CancelAt">When the subscription ends, where somebody said so.</param>
/// <param name="LateSince">Since when a payment is late.</param>
/// <param name="GrowthStopsAt">When nothing more can be added for that.</param>
/// <param name="PaymentMethod">In words; null where there is none.</param>
/// <param name="TrialDays">Days that a plan can still be tried; 0 where that was done.</param>
/// <param name="Limits">What may be had, and is; null where nothing is limited.</param>
/// <param name="Beyond">What there is beyond the plan, 200 at most: it goes on, and is read-only.</param>
/// <param name="BudgetCents">Of a period; who pays is told at 80 and 100 per cent.</param>
/// <param name="Notices">What who pays ought to know.</param>
/// <param name="Parked">Events of Stripe that could not be handled: the operator looks at them.</param>
internal sealed record BillingView(
    bool IsOn, string Plan, IReadOnlyList<PlanView> Plans, string Currency, string Status, string Meaning, int? Seats, DateTimeOffset? PeriodEnd, DateTimeOffset? TrialEnd, DateTimeOffset? CancelAt,
    DateTimeOffset? LateSince, DateTimeOffset? GrowthStopsAt, string? PaymentMethod, int TrialDays, LimitsInForce? Limits, IReadOnlyList<BeyondPlan> Beyond, long? BudgetCents, IReadOnlyList<NoticeView> Notices, int Parked);
