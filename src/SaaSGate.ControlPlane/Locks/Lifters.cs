using SaaSGate.ControlPlane.Identity;
using SaaSGate.Postgres.Regions;

namespace SaaSGate.ControlPlane.Locks;

/// <summary>What a caller may lift.</summary>
internal static class Lifters
{
    public static Lifter AsLifter(this Caller caller) => new(
        caller.Actor, caller.PersonId, caller.May(Permissions.Contain), caller.May(Permissions.Manage), caller.User is not null);
}
