using SaaSGate.Postgres.Audit;

namespace SaaSGate.Postgres.Policies;

/// <summary>Who changes a policy. A token counts as the person who made it.</summary>
/// <param name="PersonId">The person, or <c>system</c>.</param>
/// <param name="Actor">Who acts, for the audit log.</param>
/// <param name="SignedIn">Whether the person acts themselves: no token is a second person.</param>
public sealed record PolicyActor(string PersonId, Actor Actor, bool SignedIn)
{
    /// <summary>SaaSGate itself.</summary>
    public static PolicyActor System { get; } = new(Actor.System.Id, Actor.System, SignedIn: false);
}
