using SaaSGate.ControlPlane.Identity;
using SaaSGate.Postgres.Regions;

namespace SaaSGate.ControlPlane.Locks;

/// <summary>What a caller may lift.</summary>
internal static class Lifters
{
    public static Lifter AsLifter(this Caller caller) => new(
        caller.Actor, caller.PersonId, caller.Roles.Contains(Roles.Responder), caller.Roles.Contains(Roles.Admin) || caller.Scopes.Contains(Scopes.Manage), caller.User is not null);
}
