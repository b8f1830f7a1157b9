using SaaSGate.Postgres.Audit;

namespace SaaSGate.Postgres.Regions;

/// <summary>Who wants to lift a lock, and what they may.</summary>
/// <param name="Actor">The person or token.</param>
/// <param name="PersonId">The person; of a token, who made it.</param>
/// <param name="IsResponder">Who contains.</param>
/// <param name="IsAdmin">Who manages.</param>
/// <param name="InPerson">Signed in, and no token.</param>
public sealed record Lifter(Actor Actor, string PersonId, bool IsResponder, bool IsAdmin, bool InPerson)
{
    /// <summary>
    /// SQL over <c>tenant.locks l</c> that is true of locks that the lifter may lift. The stop of somebody who has left goes when they come back, by nobody's
    /// hand. Parameters: @actor, @person, @isAdmin, @isResponder, @inPerson.
    /// </summary>
    internal const string MaySql = """
        (((@isAdmin and @inPerson) or case l.liftable_by
            when 'responders' then @isAdmin or @isResponder when 'admins' then @isAdmin
            else l.created_by = @actor or l.created_by = @person or coalesce(l.created_for = @person, false) end)
        and not exists (select from tenant.offboardings o where o.organisation_id = l.organisation_id and o.lock_id = l.id and o.returned_at is null))
        """;

    /// <summary>SaaSGate itself, and whoever may lift everything.</summary>
    public static Lifter All(Actor actor)
    {
        ArgumentNullException.ThrowIfNull(actor);
        return new(actor, actor.Id, true, true, true);
    }
}
