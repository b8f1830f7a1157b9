namespace SaaSGate.Postgres.Approvals;

/// <summary>Who is to decide about a hold.</summary>
/// <param name="Reviewers">Names of groups; none: whoever may decide.</param>
/// <param name="Approvals">How many people must approve, 1 to 5.</param>
/// <param name="Roles">Of which one is needed; none: any.</param>
/// <param name="EscalateAfter">When others are asked too; null for never.</param>
/// <param name="EscalateTo">Names of groups.</param>
/// <param name="StepUp">Whether a fresh sign-in is needed.</param>
public sealed record HoldRoute(
    IReadOnlyList<string> Reviewers, int Approvals, IReadOnlyList<string> Roles, TimeSpan? EscalateAfter, IReadOnlyList<string> EscalateTo, bool StepUp)
{
    /// <summary>One of those who may decide.</summary>
    public static HoldRoute Anyone { get; } = new([], 1, [], null, [], StepUp: false);
}
