using System.ComponentModel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using SaaSGate.Contracts.Ids;
using SaaSGate.Contracts.Problems;
using SaaSGate.ControlPlane.Billing;
using SaaSGate.ControlPlane.Http;
using SaaSGate.ControlPlane.Identity;
using SaaSGate.Postgres;
using SaaSGate.Postgres.Retention;

namespace SaaSGate.ControlPlane.Retention;

/// <summary>How long recordings are kept, what keeps them longer, and whether it is so.</summary>
internal static class RetentionEndpoints
{
    private static readonly string[] Kinds = ["session", "skill", "person", "incident"];

    public static void MapRetention(this IEndpointRouteBuilder api)
    {
        var retention = api.MapGroup("/retention").WithTags("Retention");
        retention.MapGroup("/").RequireAuthorization(Access.Read).MapGet("/", GetAsync).WithName("getRetention");
        retention.MapGroup("/").RequireAuthorization(Access.Manage).MapPut("/", UpdateAsync).WithName("updateRetention");
        retention.MapGroup("/").RequireAuthorization(Access.Manage).MapPost("/preview", PreviewAsync).WithName("previewRetention");
        var look = retention.MapGroup("/").RequireAuthorization(Access.Look);
        look.MapGet("/report", ReportAsync).WithName("getRetentionReport");
        look.MapGet("/holds", ListHoldsAsync).WithName("listHolds");
        look.MapGet("/holds/{holdId:hld}", GetHoldAsync).WithName("getHold");
        var contain = retention.MapGroup("/").RequireAuthorization(Access.Contain);
        contain.MapPost("/holds", CreateHoldAsync).WithName("createHold");
        contain.MapPost("/holds/{holdId:hld}/lift", LiftHoldAsync).WithName("liftHold");
    }

    private static async Task<Ok<RetentionRules>> GetAsync(Caller caller, RetentionStore retention, PlanCatalogue plans, HttpContext context, CancellationToken cancellationToken)
    {
        var rules = await retention.GetAsync(caller.OrganisationId, cancellationToken);
        ETags.Set(context, rules.Version);
        return TypedResults.Ok(Shown(rules, plans));
    }

    private static async Task<Results<Ok<RetentionRules>, ProblemResult>> UpdateAsync(
        UpdateRetention update, [FromHeader(Name = "If-Match")] string? ifMatch, Caller caller, RetentionStore retention, PlanCatalogue plans, HttpContext context,
        CancellationToken cancellationToken)
    {
        if (ETags.TryReadIfMatch(ifMatch, out var expected) is { } refusal)
            return refusal;
        var (rules, problem) = RetentionCheck.Check(update);
        if (rules is null)
            return problem!;
        if (await retention.UpdateAsync(caller.OrganisationId, expected, rules, caller.Actor, cancellationToken) is not { } changed)
            return (ProblemResult)PortalProblems.ChangedMeanwhile;
        ETags.Set(context, changed.Version);
        return TypedResults.Ok(Shown(changed, plans));
    }

    private static RetentionRules Shown(RetentionRules rules, PlanCatalogue plans) => rules with { Plan = rules.Plan is { } plan ? plans.NameOf(plan) : null };

    private static async Task<Results<Ok<RetentionPreview>, ProblemResult>> PreviewAsync(
        UpdateRetention update, Caller caller, RetentionStore retention, CancellationToken cancellationToken)
    {
        var (rules, problem) = RetentionCheck.Check(update);
        return rules is null ? (Results<Ok<RetentionPreview>, ProblemResult>)problem! : TypedResults.Ok(await retention.PreviewAsync(caller.OrganisationId, rules, caller.Actor, cancellationToken));
    }

    private static async Task<Ok<RetentionReport>> ReportAsync(Caller caller, RetentionReportStore report, TimeProvider clock, CancellationToken cancellationToken) =>
        TypedResults.Ok(new RetentionReport(clock.GetUtcNow(), await report.ReadAsync(caller.OrganisationId, cancellationToken)));

    private static async Task<Results<Ok<Page<LegalHold>>, ProblemResult>> ListHoldsAsync(
        [AsParameters] PageQuery page, [FromQuery, Description("Whether holds that were lifted are listed too.")] bool? lifted, Caller caller, LegalHoldStore holds,
        CancellationToken cancellationToken)
    {
        if (!Cursor.TryRead(page.Cursor, 1, out var before))
            return Cursor.Problem();
        var rows = await holds.ListAsync(caller.OrganisationId, lifted ?? false, before[0], page.Size + 1, cancellationToken);
        return TypedResults.Ok(rows.ToPage(page.Size, row => Cursor.Of(row.Id)));
    }

    private static async Task<Results<Ok<LegalHold>, ProblemResult>> GetHoldAsync(
        Id<RetentionHold> holdId, Caller caller, LegalHoldStore holds, CancellationToken cancellationToken) =>
        await holds.FindAsync(caller.OrganisationId, holdId.Value, cancellationToken) is { } hold ? TypedResults.Ok(hold) : (ProblemResult)PortalProblems.NotFound;

    private static async Task<Results<Created<LegalHold>, ProblemResult>> CreateHoldAsync(
        CreateHold create, Caller caller, LegalHoldStore holds, TimeProvider clock, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        if (!Kinds.Contains(create.Kind))
            errors.Add("kind", "One of session, skill, person and incident is needed here.");
        var target = errors.Text("targetId", create.TargetId, 100);
        var reason = errors.Text("reason", create.Reason, 1000);
        if (errors.Any)
            return errors.ToProblem();
        var id = Id<RetentionHold>.New(clock);
        return await holds.CreateAsync(caller.OrganisationId, id, create.Kind, target, reason, caller.Actor, cancellationToken) is { } hold
            ? TypedResults.Created($"/api/v1/retention/holds/{id}", hold)
            : FieldErrors.One("targetId", "There is no such thing in this organisation.");
    }

    private static async Task<Results<Ok<LegalHold>, ProblemResult>> LiftHoldAsync(
        Id<RetentionHold> holdId, LiftHold lift, Caller caller, LegalHoldStore holds, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        var reason = errors.Text("reason", lift.Reason, 1000);
        if (await holds.FindAsync(caller.OrganisationId, holdId.Value, cancellationToken) is null)
            return (ProblemResult)PortalProblems.NotFound;
        if (errors.Any)
            return errors.ToProblem();
        return await holds.LiftAsync(caller.OrganisationId, holdId.Value, reason, caller.Actor, cancellationToken) is { } hold
            ? TypedResults.Ok(hold)
            : (ProblemResult)PortalProblems.NotFound;
    }
}
