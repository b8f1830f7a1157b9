using SaaSGate.ControlPlane.Identity;
using SaaSGate.Postgres.Regions;

namespace SaaSGate.ControlPlane.Locks;

/// <summary>Who wants to lift locks.</summary>
/// <param name="What">On what, where the grain does not say it.</param>
/// <param name="ActorId">Who.</param>
/// <param name="ActorName">Name of who.</param>
/// <param name="PersonId">The person; of a token, who made it.</param>
/// <param name="IsResponder">A responder.</param>
/// <param name="IsAdmin">An admin, or a token that manages.</param>
/// <param name="InPerson">Signed in, and no token.</param>
[GenerateSerializer, Immutable, Alias("lift-command")]
internal sealed record LiftCommand(
    [property: Id(0)] string What, [property: Id(1)] string ActorId, [property: Id(2)] string ActorName, [property: Id(3)] string PersonId, [property: Id(4)] bool IsResponder,
    [property: Id(5)] bool IsAdmin, [property: Id(6)] bool InPerson)
{
    public static LiftCommand Of(Caller caller, string what = "")
    {
        var lifter = caller.AsLifter();
        return new(what, caller.ActorId, caller.ActorName, lifter.PersonId, lifter.IsResponder, lifter.IsAdmin, lifter.InPerson);
    }

    public Lifter ToLifter() => new(new(ActorId, ActorName), PersonId, IsResponder, IsAdmin, InPerson);
}
