namespace SaaSGate.Postgres.Retention;

/// <summary>A session of which something is due to be deleted.</summary>
/// <param name="SessionId">Which.</param>
/// <param name="StartedAt">When the oldest exchange began of which it is due.</param>
/// <param name="Days">How long it was to be kept.</param>
/// <param name="Rule">What says so: <c>label …</c>, <c>plan …</c>, or empty for the organisation's own.</param>
internal sealed record DueSession(string SessionId, DateTimeOffset StartedAt, int Days, string Rule)
{
    /// <summary>Why it is deleted, in words that stand in the chain.</summary>
    /// <param name="what">What was kept.</param>
    public string Note(string what) => Rule.Split(' ', 2) switch
    {
        ["label", var label] => $"{what} of skills with the label {label} are kept for {Days} days.",
        ["plan", var plan] => $"The plan {plan} keeps {what.ToLowerInvariant()} for {Days} days.",
        _ => $"{what} are kept for {Days} days.",
    };
}
