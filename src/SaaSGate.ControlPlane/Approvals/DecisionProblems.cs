using SaaSGate.Contracts.Problems;
using SaaSGate.ControlPlane.Http;
using SaaSGate.Postgres.Approvals;

namespace SaaSGate.ControlPlane.Approvals;

/// <summary>What callers are told of decisions that do not hold.</summary>
internal static class DecisionProblems
{
    /// <summary>Null where it holds.</summary>
    public static Problem? Of(DecideOutcome outcome) => outcome switch
    {
        DecideOutcome.Decided or DecideOutcome.Voted or DecideOutcome.Edited => null,
        DecideOutcome.NotFound => PortalProblems.NotFound,
        DecideOutcome.AlreadyDecided => PortalProblems.AlreadyDecided,
        DecideOutcome.AlreadyVoted => PortalProblems.AlreadyVoted,
        DecideOutcome.ViewChanged => PortalProblems.ViewChanged,
        DecideOutcome.OwnRequest => PortalProblems.OwnRequest,
        DecideOutcome.OwnPolicy => PortalProblems.OwnPolicy,
        DecideOutcome.OwnEdit => PortalProblems.OwnEdit,
        DecideOutcome.NotAsked => PortalProblems.NotAsked,
        DecideOutcome.StepUpNeeded => PortalProblems.StepUpNeeded,
        DecideOutcome.EditPending => PortalProblems.EditPending,
        DecideOutcome.NotEditable => PortalProblems.NotEditable,
        DecideOutcome.Forbidden => PortalProblems.Forbidden,
        _ => throw new InvalidOperationException($"The outcome {outcome} is not known."),
    };

    /// <summary>Who comes second is told by whom and when.</summary>
    public static ProblemResult? Result(DecideResult result)
    {
        if (Of(result.Outcome) is not { } problem)
            return null;
        if (result is not { Outcome: DecideOutcome.AlreadyDecided, Verdict: { } verdict })
            return problem;
        var detail = verdict.ByName is { } name && verdict.At is { } at
            ? $"{name} decided at {at.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC; it is {verdict.State}."
            : $"It is {verdict.State}, and nobody decided.";
        return new(problem, detail, decision: verdict);
    }
}
