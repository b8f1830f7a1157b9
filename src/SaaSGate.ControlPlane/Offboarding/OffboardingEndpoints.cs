using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using SaaSGate.Contracts.Ids;
using SaaSGate.Contracts.Problems;
using SaaSGate.ControlPlane.Http;
using SaaSGate.ControlPlane.Identity;
using SaaSGate.ControlPlane.Organisations;
using SaaSGate.Postgres;
using SaaSGate.Postgres.Offboarding;
using SaaSGate.Postgres.Organisations;

namespace SaaSGate.ControlPlane.Offboarding;

/// <summary>People who left, what ended with that, and the organisation's rule for it.</summary>
internal static class OffboardingEndpoints
{
    public static void MapOffboardings(this IEndpointRouteBuilder api)
    {
        var offboardings = api.MapGroup("/offboardings").WithTags("Offboarding");
        var look = offboardings.MapGroup("/").RequireAuthorization(Access.Look);
        look.MapGet("/", ListAsync).WithName("listOffboardings");
        look.MapGet("/{offboardingId:ofb}", GetAsync).WithName("getOffboarding");
        var people = offboardings.MapGroup("/").RequireAuthorization(Access.People);
        people.MapPost("/", OffboardAsync).WithName("offboardPerson");
        people.MapPost("/{offboardingId:ofb}/return", ReturnAsync).WithName("returnPerson");

        var rule = api.MapGroup("/offboarding-rule").WithTags("Offboarding");
        rule.MapGroup("/").RequireAuthorization(Access.Inspect).MapGet("/", GetRuleAsync).WithName("getOffboardingRule");
        rule.MapGroup("/").RequireAuthorization(Access.People).MapPut("/", SaveRuleAsync).WithName("saveOffboardingRule");
    }

    private static async Task<Results<Ok<Page<OffboardingView>>, ProblemResult>> ListAsync(
        [AsParameters] PageQuery page, Caller caller, OffboardingReports reports, CancellationToken cancellationToken)
    {
        if (!Cursor.TryRead(page.Cursor, 1, out var before))
            return Cursor.Problem();
        var rows = await reports.ListAsync(caller.OrganisationId, before[0], page.Size + 1, cancellationToken);
        return TypedResults.Ok(rows.ToPage(page.Size, row => Cursor.Of(row.Id)));
    }

    private static async Task<Results<Ok<OffboardingView>, ProblemResult>> GetAsync(
        Id<Contracts.Ids.Offboarding> offboardingId, Caller caller, OffboardingReports reports, CancellationToken cancellationToken) =>
        await reports.FindAsync(caller.OrganisationId, offboardingId, cancellationToken) is { } found ? TypedResults.Ok(found) : (ProblemResult)PortalProblems.NotFound;

    private static async Task<Results<Created<OffboardingView>, Ok<OffboardingView>, ProblemResult>> OffboardAsync(
        OffboardPerson offboard, Caller caller, Offboarder offboarder, OffboardingReports reports, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        var text = errors.Text("person", offboard.Person, 300);
        var reason = string.IsNullOrWhiteSpace(offboard.Reason) ? null : errors.Text("reason", offboard.Reason, 500);
        if (errors.Any)
            return errors.ToProblem();
        if (await reports.FindPersonAsync(caller.OrganisationId, text, cancellationToken) is not { } userId)
            return FieldErrors.One("person", "One person of this organisation is needed here, by id or e-mail address.");
        if (caller.SpeaksFor(userId))
            return FieldErrors.One("person", "Nobody offboards themselves. Ask another administrator.");
        var (outcome, result) = await offboarder.OffboardByHandAsync(caller.OrganisationId, userId, new(OffboardingKinds.Manual, caller.ActorName, reason), caller.Actor, cancellationToken);
        if (result is null)
            return MemberEndpoints.ProblemOf(outcome);
        var view = (await reports.FindAsync(caller.OrganisationId, Id<Contracts.Ids.Offboarding>.Parse(result.Id), cancellationToken))!;
        return result.Began ? TypedResults.Created($"/api/v1/offboardings/{result.Id}", view) : TypedResults.Ok(view);
    }

    private static async Task<Results<Ok<OffboardingView>, ProblemResult>> ReturnAsync(
        Id<Contracts.Ids.Offboarding> offboardingId, Caller caller, Offboarder offboarder, OffboardingReports reports, CancellationToken cancellationToken)
    {
        if (await reports.FindAsync(caller.OrganisationId, offboardingId, cancellationToken) is not { } found)
            return (ProblemResult)PortalProblems.NotFound;
        if (found.IsAwayInDirectory)
            return FieldErrors.One("person", "The directory says that this person is not here. They come back when it says so.");
        if (found.State == "left" && await offboarder.ReturnAsync(caller.OrganisationId, found.Person.Id, caller.Actor, cancellationToken) is var outcome and not MemberOutcome.Done)
            return outcome == MemberOutcome.AddressTaken
                ? FieldErrors.One("person", "Somebody else is here with this e-mail address. Give them the roles, or offboard them first.")
                : MemberEndpoints.ProblemOf(outcome);
        return TypedResults.Ok((await reports.FindAsync(caller.OrganisationId, offboardingId, cancellationToken))!);
    }

    private static async Task<Ok<OffboardingRule>> GetRuleAsync(Caller caller, OffboardingReports reports, HttpContext context, CancellationToken cancellationToken)
    {
        var rule = await reports.FindRuleAsync(caller.OrganisationId, cancellationToken);
        ETags.Set(context, rule.Version);
        return TypedResults.Ok(rule);
    }

    private static async Task<Results<Ok<OffboardingRule>, ProblemResult>> SaveRuleAsync(
        SaveOffboardingRule save, [FromHeader(Name = "If-Match")] string? ifMatch, Caller caller, OffboardingReports reports, HttpContext context, CancellationToken cancellationToken)
    {
        if (save.OnLeaving is not ("revoke" or "suspend" or "reassign"))
            return FieldErrors.One("onLeaving", "One of revoke, suspend and reassign is needed here.");
        var successor = save.OnLeaving == "reassign" ? save.SuccessorUserId ?? "" : null;
        if (successor is not null && !await reports.MaySucceedAsync(caller.OrganisationId, successor, cancellationToken))
            return FieldErrors.One("successorUserId", "A person of this organisation is needed here.");
        if (ETags.TryReadIfMatch(ifMatch, out var expected) is { } refusal)
            return refusal;
        if (!await reports.SaveRuleAsync(caller.OrganisationId, expected, save.OnLeaving, successor, caller.Actor, cancellationToken))
            return (ProblemResult)PortalProblems.ChangedMeanwhile;
        return await GetRuleAsync(caller, reports, context, cancellationToken);
    }
}
