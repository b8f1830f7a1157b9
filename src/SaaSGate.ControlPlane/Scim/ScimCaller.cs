using SaaSGate.Contracts.Ids;
using SaaSGate.Postgres.Audit;
using SaaSGate.Postgres.Offboarding;

namespace SaaSGate.ControlPlane.Scim;

/// <summary>The directory that calls.</summary>
/// <param name="Organisation">Whose.</param>
/// <param name="Actor">Its token.</param>
/// <param name="Reduced">Whether who made the token has left: then it reads and deactivates, and nothing else.</param>
/// <param name="Root">Address of the server, as resources name it.</param>
internal sealed record ScimCaller(Id<Organisation> Organisation, Actor Actor, bool Reduced, string Root)
{
    public OffboardingCause Cause(string kind) => new(kind, Actor.Name, null);
}
