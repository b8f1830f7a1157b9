namespace SaaSGate.ControlPlane.Billing;

/// <summary>A subscription, as Stripe has it.</summary>
/// <param name="Id">sub_….</param>
/// <param name="Status">Its state.</param>
/// <param name="ProductId">Of its first item that is no meter's, or of its first.</param>
/// <param name="Seats">That item's quantity.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="StartedAt">When it began.</param>
/// <param name="PeriodStart">Of what is paid for now.</param>
/// <param name="PeriodEnd">Its end.</param>
/// <param name="TrialEnd">When a trial ends or ended.</param>
/// <param name="CancelAt">When it ends, where that is so.</param>
/// <param name="EndedAt">When it ended; null while it goes on.</param>
internal sealed record SubscriptionFacts(
    string Id, string Status, string? ProductId, int? Seats, DateTimeOffset CreatedAt, DateTimeOffset StartedAt, DateTimeOffset? PeriodStart, DateTimeOffset? PeriodEnd, DateTimeOffset? TrialEnd,
    DateTimeOffset? CancelAt, DateTimeOffset? EndedAt = null);
