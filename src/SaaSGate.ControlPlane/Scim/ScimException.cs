using SaaSGate.Contracts.Problems;

namespace SaaSGate.ControlPlane.Scim;

/// <summary>A request that SCIM refuses. Thrown from deep inside of what was sent, caught once, at the door.</summary>
internal sealed class ScimException(Problem problem, string? detail = null) : Exception(detail ?? problem.Title)
{
    public Problem Problem => problem;
}
