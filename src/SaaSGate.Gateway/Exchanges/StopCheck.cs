using SaaSGate.Contracts.Problems;
using SaaSGate.Contracts.RegionLink;
using SaaSGate.Gateway.Authentication;
using SaaSGate.Gateway.Refusals;
using SaaSGate.Gateway.View;
using SaaSGate.Inspection;
using SaaSGate.Inspection.Calls;

namespace SaaSGate.Gateway.Exchanges;

/// <summary>
/// What locks say of an exchange. A skill counts as it was when it asked and as it is now: a label or an owner that it got meanwhile holds it too.
/// </summary>
internal sealed class StopCheck(StopSet stops, GatewayView view)
{
    /// <summary>The refusal for a lock, with its id.</summary>
    public static Refusal RefusalOf(Stop stop) => new(GatewayProblems.Stopped, LockId: stop.LockId, Detail: stop.Kind switch
    {
        StopKind.Organisation => "The lock is on the whole organisation.",
        StopKind.Person => "The lock is on its owner.",
        StopKind.Credential => "The lock is on its key.",
        StopKind.Connection => "The lock is on its connection.",
        StopKind.Session => "The lock is on this session.",
        StopKind.Destination => "The lock is on where this goes.",
        StopKind.Label => "The lock is on one of its labels.",
        _ => null,
    });

    /// <summary>A lock that holds the exchange; null when none does.</summary>
    public Stop? Find(LiveExchange live) => stops.IsEmpty ? null : FindOnSkill(live) ?? FindOnWay(live);

    /// <summary>A lock on what the exchange belongs to; destinations are left aside.</summary>
    public Stop? FindOnSkill(LiveExchange live)
    {
        var (skill, organisation) = (live.Skill, live.Skill.Tenant.OrganisationId);
        return stops.Find(organisation, skill.StopTargets(live.SessionId), skill.Entry.Skill.Labels)
            ?? (Now(skill) is { } now ? stops.Find(organisation, [now.Skill.OwnerUserId, now.Skill.ConnectionId], now.Skill.Labels) : null);
    }

    /// <summary>Whether this lock, which has just come, hits the exchange.</summary>
    public bool IsHit(LiveExchange live, Stop stop)
    {
        if (stop.OrganisationId != live.Skill.Tenant.OrganisationId)
            return false;
        // What is not looked into may carry a call to anywhere.
        if (stop.Kind == StopKind.Destination)
            return (live.CallsUnjudged && live.MayCallTools) || live.GoesTo([stop]) is not null;
        return live.IsHitBy(stop, live.Skill.Entry.Skill) || (Now(live.Skill) is { } now && live.IsHitBy(stop, now.Skill));
    }

    /// <summary>Whether calls of the answer are to be looked at: for its policies, or because a destination is locked. One that is locked later cuts what is not looked at.</summary>
    public bool AsksCalls(LiveExchange live, Inspector inspector)
    {
        if (inspector.AsksToolUse)
            return true;
        live.CallsUnjudged = true;
        if (stops.DestinationsOf(live.Skill.Tenant.OrganisationId).Count == 0)
            return false;
        live.CallsUnjudged = false;
        return true;
    }

    /// <summary>A lock on where a tool call goes.</summary>
    /// <param name="skill">Whose answer it is in.</param>
    /// <param name="input">Its input, as the skill would get it.</param>
    public Stop? FindOnCall(AuthenticatedSkill skill, ReadOnlySpan<byte> input)
    {
        var locked = stops.DestinationsOf(skill.Tenant.OrganisationId);
        return locked.Count == 0 || Reach.OfCall(input, [.. locked.Select(stop => stop.TargetId)]) is not { } pattern ? null : locked.First(stop => stop.TargetId == pattern);
    }

    private Stop? FindOnWay(LiveExchange live) =>
        stops.DestinationsOf(live.Skill.Tenant.OrganisationId) is { Count: > 0 } locked ? live.GoesTo(locked) : null;

    private SkillEntry? Now(AuthenticatedSkill skill) =>
        view.Find(skill.Tenant.OrganisationId)?.FindSkill(skill.Entry.Skill.Id) is { } now && now != skill.Entry ? now : null;
}
