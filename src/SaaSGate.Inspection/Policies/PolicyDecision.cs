namespace SaaSGate.Inspection.Policies;

/// <summary>What was decided about a request, and which rule of which policy version said so.</summary>
/// <param name="Kind">What happens with the request or tool call.</param>
/// <param name="Rule">Name of the deciding rule; empty where no rule matched.</param>
/// <param name="PolicyId">Id of the rule's policy (<c>pol_…</c>); empty where no rule matched.</param>
/// <param name="PolicyVersion">Version of that policy; 0 where no rule matched.</param>
/// <param name="Severity"><c>low</c>, <c>medium</c> or <c>high</c>; empty where no rule matched.</param>
/// <param name="Message">The rule's own text for a refusal, where it has one.</param>
/// <param name="HoldTimeout">How long a held request waits; zero unless <paramref name="Kind"/> is hold.</param>
public sealed record PolicyDecision(DecisionKind Kind, string Rule, string PolicyId, long PolicyVersion, string Severity, string? Message, TimeSpan HoldTimeout)
{
    /// <summary>No rule matched.</summary>
    public static PolicyDecision Allowed { get; } = new(DecisionKind.Allow, "", "", 0, "", null, TimeSpan.Zero);
}
