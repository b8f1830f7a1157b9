using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using SaaSGate.Contracts.Ids;
using SaaSGate.Contracts.Problems;
using SaaSGate.Contracts.RegionLink;
using SaaSGate.ControlPlane.Http;
using SaaSGate.ControlPlane.Identity;
using SaaSGate.ControlPlane.Live;
using SaaSGate.Inspection.Calls;
using SaaSGate.Postgres;
using SaaSGate.Postgres.Locks;
using SaaSGate.Postgres.Regions;
using Lock = SaaSGate.Contracts.Ids.Lock;

namespace SaaSGate.ControlPlane.Locks;

/// <summary>The kill switch: locks on anything that can be named, and what each did.</summary>
internal static class LockEndpoints
{
    private const int LongestReason = 500, LongestWord = 100;
    private static readonly TimeSpan LongestLife = TimeSpan.FromDays(366), SeenLately = TimeSpan.FromSeconds(10);
    private static readonly string[] Kinds = ["organisation", "person", "skill", "credential", "connection", "session", "destination", "label"];
    private static readonly string[] LiftableBy = [LockTerms.Responders, LockTerms.Admins, LockTerms.Setter], States = ["standing", "lifted", "all"];

    public static void MapLocks(this IEndpointRouteBuilder api)
    {
        var locks = api.MapGroup("/locks").WithTags("Locks");
        var read = locks.MapGroup("/").RequireAuthorization(Access.Read);
        read.MapGet("/", ListAsync).WithName("listLocks");
        read.MapGet("/{lockId:lck}", GetAsync).WithName("getLock");
        var contain = locks.MapGroup("/").RequireAuthorization(Access.Contain);
        contain.MapPost("/", CreateAsync).WithName("createLock");
        contain.MapPost("/{lockId:lck}/lift", LiftAsync).WithName("liftLock");
    }

    private static async Task<Results<Ok<Page<LockDetail>>, ProblemResult>> ListAsync(
        [AsParameters] LockQuery query, [AsParameters] PageQuery page, Caller caller, LockStore locks, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (!Cursor.TryRead(page.Cursor, 1, out var before))
            return Cursor.Problem();
        var errors = new FieldErrors();
        if (query.State is { } state && !States.Contains(state))
            errors.Add("state", $"{string.Join(", ", States)}: one of these is needed here.");
        if (query.Kind is { } kind && !Kinds.Contains(kind))
            errors.Add("kind", $"{string.Join(", ", Kinds)}: one of these is needed here.");
        if (errors.Any)
            return errors.ToProblem();
        bool? standing = query.State switch { "all" => null, "lifted" => false, _ => true };
        var rows = await locks.ListAsync(
            caller.OrganisationId, new(standing, query.Kind, query.Target), caller.AsLifter(), before[0], page.Size + 1, clock.GetUtcNow() - SeenLately, cancellationToken);
        return TypedResults.Ok(rows.ToPage(page.Size, row => Cursor.Of(row.Id)));
    }

    private static async Task<Results<Ok<LockDetail>, ProblemResult>> GetAsync(
        Id<Lock> lockId, Caller caller, LockStore locks, TimeProvider clock, CancellationToken cancellationToken) =>
        await locks.FindAsync(caller.OrganisationId, lockId, caller.AsLifter(), clock.GetUtcNow() - SeenLately, cancellationToken) is { } found
            ? TypedResults.Ok(found)
            : (ProblemResult)PortalProblems.NotFound;

    private static async Task<Results<Created<LockDetail>, ProblemResult>> CreateAsync(
        CreateLock create, Caller caller, LockStore locks, LiveNotices notices, TimeProvider clock, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        var reason = errors.Text("reason", create.Reason, LongestReason);
        var target = errors.Text("targetId", create.TargetId, LongestWord);
        if (!Kinds.Contains(create.Kind))
            errors.Add("kind", $"{string.Join(", ", Kinds)}: one of these is needed here.");
        if (create.LiftableBy is { } by && !LiftableBy.Contains(by))
            errors.Add("liftableBy", $"{string.Join(", ", LiftableBy)}: one of these is needed here.");
        var now = clock.GetUtcNow();
        if (create.ExpiresAt is { } expiresAt && (expiresAt <= now || expiresAt > now + LongestLife))
            errors.Add("expiresAt", "A time from now on is needed here, at most a year ahead.");
        if (create.Kind == "destination" && !errors.Any && !Reach.IsPattern(target))
            errors.Add("targetId", "A host or a mail address is needed here, such as files.example.com, *.example.com or *@example.com.");
        if (errors.Any)
            return errors.ToProblem();

        var kind = StopKinds.Parse(create.Kind);
        var stopTarget = new StopTarget(caller.OrganisationId, kind, kind == StopKind.Destination ? target.ToLowerInvariant() : target);
        var terms = new LockTerms(create.LiftableBy ?? LockTerms.Admins, create.ExpiresAt?.ToUniversalTime(), caller.MadeBy);
        var id = Id<Lock>.New(clock);
        if (await locks.AddAsync(stopTarget, id, reason, terms, caller.Actor, cancellationToken) is not { } stopped)
            return FieldErrors.One("targetId", "There is no such thing in this organisation.");
        if (stopped.LockIds.Count == 0)
            return (ProblemResult)PortalProblems.TooMany;
        notices.FeedAdvanced(stopped.Feeds);
        return TypedResults.Created($"/api/v1/locks/{id}", (await locks.FindAsync(caller.OrganisationId, id, caller.AsLifter(), now - SeenLately, cancellationToken))!);
    }

    private static async Task<Results<Ok<LockDetail>, ProblemResult>> LiftAsync(
        Id<Lock> lockId, Caller caller, LockStore locks, LiveNotices notices, TimeProvider clock, CancellationToken cancellationToken)
    {
        var (outcome, lifted) = await locks.LiftAsync(caller.OrganisationId, lockId, caller.AsLifter(), cancellationToken);
        if (outcome == LiftOutcome.NotFound)
            return (ProblemResult)PortalProblems.NotFound;
        if (outcome == LiftOutcome.Forbidden)
            return (ProblemResult)PortalProblems.LockKept;
        notices.FeedAdvanced(lifted.Feeds);
        return TypedResults.Ok((await locks.FindAsync(caller.OrganisationId, lockId, caller.AsLifter(), clock.GetUtcNow() - SeenLately, cancellationToken))!);
    }
}
