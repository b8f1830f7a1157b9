namespace SaaSGate.Postgres.Billing;

/// <summary>A day's use, held against Stripe's.</summary>
/// <param name="Day">As <c>yyyy-MM-dd</c>, UTC.</param>
/// <param name="Meter">What was counted.</param>
/// <param name="Sent">What Stripe took, by what is known here.</param>
/// <param name="Counted">What Stripe counts.</param>
/// <param name="At">When they were compared.</param>
public sealed record UsageReconciliation(string Day, string Meter, long Sent, long Counted, DateTimeOffset At)
{
    /// <summary>What Stripe has more than was sent.</summary>
    public long Difference => Counted - Sent;
}
