namespace SaaSGate.Inspection.Policies;

/// <summary>Who decides about what a rule holds, and until when.</summary>
/// <param name="Timeout">Undecided by then it is refused: 1 s to 24 h.</param>
/// <param name="Reviewers">Names of groups, any of whose members may decide; empty for every reviewer.</param>
/// <param name="Approvals">How many different people must approve: 1 to 5.</param>
/// <param name="Roles">Roles, one of which they must have; empty where any that may decide will do.</param>
/// <param name="EscalateAfter">When others are asked as well; null for never. Less than <paramref name="Timeout"/>.</param>
/// <param name="EscalateTo">Names of the groups that are asked then.</param>
/// <param name="StepUp">Whether they must sign in anew to decide.</param>
public sealed record HoldRouting(TimeSpan Timeout, IReadOnlyList<string> Reviewers, int Approvals, IReadOnlyList<string> Roles, TimeSpan? EscalateAfter, IReadOnlyList<string> EscalateTo, bool StepUp)
{
    /// <summary>Any reviewer, once, within five minutes.</summary>
    public static HoldRouting Default { get; } = new(TimeSpan.FromMinutes(5), [], 1, [], null, [], false);
}
