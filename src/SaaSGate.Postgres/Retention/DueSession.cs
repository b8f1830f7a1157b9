namespace SaaSGate.Postgres.Retention;

/// <summary>A session of which something is due to be deleted.</summary>
/// <param name="SessionId">Which.</param>
/// <param name="StartedAt">When the oldest exchange began of which it is due.</param>
/// <param name="Days">How long it was to be kept.</param>
/// <param name="Rule">The label whose rule says so; empty for the organisation's own.</param>
internal sealed record DueSession(string SessionId, DateTimeOffset StartedAt, int Days, string Rule)
{
    /// <summary>Why it is deleted, in words that stand in the chain.</summary>
    /// <param name="what">What was kept.</param>
    public string Note(string what) => Rule.Length == 0 ? $"{what} are kept for {Days} days." : $"{what} of skills with the label {Rule} are kept for {Days} days.";
}
