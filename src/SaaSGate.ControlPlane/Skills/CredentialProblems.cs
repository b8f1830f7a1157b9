using SaaSGate.Contracts.Problems;
using SaaSGate.ControlPlane.Http;
using SaaSGate.Postgres.Skills;

namespace SaaSGate.ControlPlane.Skills;

/// <summary>What callers are told whose credential was not made.</summary>
internal static class CredentialProblems
{
    public static ProblemResult ToProblem(this CredentialOutcome outcome) => outcome switch
    {
        CredentialOutcome.Full => PortalProblems.TooMany,
        CredentialOutcome.Gone => PortalProblems.Forbidden,
        _ => PortalProblems.NotFound,
    };
}
