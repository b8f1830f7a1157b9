using SaaSGate.Contracts.Problems;
using SaaSGate.ControlPlane.Http;
using SaaSGate.ControlPlane.Identity;
using SaaSGate.Postgres.Policies;

namespace SaaSGate.ControlPlane.Policies;

/// <summary>What endpoints of policies say alike.</summary>
internal static class PolicyAnswers
{
    /// <summary>The caller as the author of a change.</summary>
    public static PolicyActor ForPolicy(this Caller caller) => new(caller.PersonId, caller.Actor, caller.User is not null);

    /// <summary>Why a change was not made.</summary>
    public static ProblemResult Refusal(PolicyOutcome outcome) => outcome switch
    {
        PolicyOutcome.Changed => PortalProblems.ChangedMeanwhile,
        PolicyOutcome.WrongState => PortalProblems.PolicyState,
        PolicyOutcome.AnotherPerson => PortalProblems.AnotherPersonNeeded,
        PolicyOutcome.NameTaken => PortalProblems.NameTaken,
        _ => PortalProblems.NotFound,
    };
}
