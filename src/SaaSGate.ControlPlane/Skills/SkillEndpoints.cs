using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using SaaSGate.Contracts.Ids;
using SaaSGate.Contracts.Problems;
using SaaSGate.ControlPlane.Http;
using SaaSGate.ControlPlane.Identity;
using SaaSGate.ControlPlane.Live;
using SaaSGate.ControlPlane.Locks;
using SaaSGate.Postgres;
using SaaSGate.Postgres.Skills;

namespace SaaSGate.ControlPlane.Skills;

/// <summary>Skills, their keys and their stops.</summary>
internal static class SkillEndpoints
{
    public static void MapSkills(this IEndpointRouteBuilder api)
    {
        var skills = api.MapGroup("/skills").WithTags("Skills");
        var read = skills.MapGroup("/").RequireAuthorization(Access.Read);
        read.MapGet("/", ListAsync).WithName("listSkills");
        read.MapGet("/{skillId:skl}", GetAsync).WithName("getSkill");
        read.MapGet("/{skillId:skl}/stop-preview", PreviewStopAsync).WithName("previewSkillStop");

        var contain = skills.MapGroup("/").RequireAuthorization(Access.Contain);
        contain.MapPost("/{skillId:skl}/stop", StopAsync).WithName("stopSkill");
        contain.MapPost("/{skillId:skl}/resume", ResumeAsync).WithName("resumeSkill");

        var manage = skills.MapGroup("/").RequireAuthorization(Access.Manage);
        manage.MapPost("/", CreateAsync).WithName("createSkill");
        manage.MapPatch("/{skillId:skl}", UpdateAsync).WithName("updateSkill");
        manage.MapPost("/{skillId:skl}/revoke", RevokeAsync).WithName("revokeSkill");
    }

    private static async Task<Results<Ok<Page<SkillView>>, ProblemResult>> ListAsync(
        [AsParameters] PageQuery page, Caller caller, SkillStore skills, CancellationToken cancellationToken)
    {
        if (!Cursor.TryRead(page.Cursor, 1, out var after))
            return Cursor.Problem();
        var rows = await skills.ListAsync(caller.OrganisationId, after[0], page.Size + 1, cancellationToken);
        return TypedResults.Ok(rows.ToPage(page.Size, row => Cursor.Of(row.Name)));
    }

    private static async Task<Results<Ok<SkillView>, ProblemResult>> GetAsync(
        Id<Skill> skillId, Caller caller, SkillStore skills, HttpContext context, CancellationToken cancellationToken) =>
        Shown(await skills.FindAsync(caller.OrganisationId, skillId, cancellationToken), context);

    private static async Task<Results<Created<SkillView>, ProblemResult>> CreateAsync(
        CreateSkill create, Caller caller, SkillDrafts drafts, SkillStore skills, LiveNotices notices, HttpContext context, CancellationToken cancellationToken)
    {
        var (draft, problem) = await drafts.CheckAsync(create, caller, cancellationToken);
        if (draft is null)
            return problem!;
        if (!await skills.HasRoomAsync(caller.OrganisationId, cancellationToken))
            return (ProblemResult)PortalProblems.TooMany;
        try
        {
            if (await skills.CreateAsync(caller.OrganisationId, draft, caller.Actor, cancellationToken) is not { } created)
                return (ProblemResult)PortalProblems.NameTaken;
            notices.FeedAdvanced(caller.OrganisationId.Value, created.Event);
            ETags.Set(context, created.Skill.Version);
            return TypedResults.Created($"/api/v1/skills/{created.Skill.Id}", created.Skill);
        }
        catch (ConnectionGoneException)
        {
            return (ProblemResult)PortalProblems.ChangedMeanwhile;
        }
    }

    private static async Task<Results<Ok<SkillView>, ProblemResult>> UpdateAsync(
        Id<Skill> skillId,
        UpdateSkill update,
        [FromHeader(Name = "If-Match")] string? ifMatch,
        Caller caller,
        SkillDrafts drafts,
        SkillStore skills,
        LiveNotices notices,
        HttpContext context,
        CancellationToken cancellationToken)
    {
        if (await skills.FindAsync(caller.OrganisationId, skillId, cancellationToken) is null)
            return (ProblemResult)PortalProblems.NotFound;
        if (ETags.TryReadIfMatch(ifMatch, out var expected) is { } refusal)
            return refusal;
        var (changes, problem) = await drafts.CheckAsync(update, caller, cancellationToken);
        if (changes is null)
            return problem!;
        if (await skills.UpdateAsync(caller.OrganisationId, skillId, expected, changes, caller.Actor, cancellationToken) is not { } changed)
            return (ProblemResult)PortalProblems.ChangedMeanwhile;
        notices.FeedAdvanced(caller.OrganisationId.Value, changed.Event);
        return Shown(changed.Skill, context);
    }

    private static async Task<Results<Ok<StopPreview>, ProblemResult>> PreviewStopAsync(
        Id<Skill> skillId, Caller caller, SkillStore skills, CancellationToken cancellationToken) =>
        await skills.PreviewStopAsync(caller.OrganisationId, skillId, cancellationToken) is { } preview
            ? TypedResults.Ok(preview)
            : (ProblemResult)PortalProblems.NotFound;

    private static async Task<Results<Ok<SkillView>, ProblemResult>> StopAsync(
        Id<Skill> skillId, StopSkill stop, Caller caller, IGrainFactory grains, SkillStore skills, HttpContext context, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        var reason = errors.Text("reason", stop.Reason, 500);
        if (errors.Any)
            return errors.ToProblem();
        return await grains.GetGrain<ISkillGrain>(GrainKeys.Of(caller.OrganisationId.Value, skillId.Value)).StopAsync(new(reason, caller.ActorId, caller.ActorName))
            ? Shown(await skills.FindAsync(caller.OrganisationId, skillId, cancellationToken), context)
            : (ProblemResult)PortalProblems.NotFound;
    }

    private static async Task<Results<Ok<SkillView>, ProblemResult>> ResumeAsync(
        Id<Skill> skillId, Caller caller, IGrainFactory grains, SkillStore skills, HttpContext context, CancellationToken cancellationToken) =>
        await grains.GetGrain<ISkillGrain>(GrainKeys.Of(caller.OrganisationId.Value, skillId.Value)).ResumeAsync(LiftCommand.Of(caller))
        && await skills.FindAsync(caller.OrganisationId, skillId, cancellationToken) is { } skill
            ? skill.Locks.Any(held => held.Kind == "skill") ? (ProblemResult)PortalProblems.LockKept : Shown(skill, context)
            : (ProblemResult)PortalProblems.NotFound;

    private static async Task<Results<Ok<SkillView>, ProblemResult>> RevokeAsync(
        Id<Skill> skillId, RevokeSkill revoke, Caller caller, SkillRevocationStore revocations, SkillStore skills, LiveNotices notices, HttpContext context, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        var reason = errors.Text("reason", revoke.Reason, 500);
        if (errors.Any)
            return errors.ToProblem();
        if (await revocations.RevokeAsync(caller.OrganisationId, skillId, reason, caller.Actor, cancellationToken) is not { } appended)
            return (ProblemResult)PortalProblems.NotFound;
        notices.FeedAdvanced(appended);
        return Shown(await skills.FindAsync(caller.OrganisationId, skillId, cancellationToken), context);
    }

    private static Results<Ok<SkillView>, ProblemResult> Shown(SkillView? skill, HttpContext context)
    {
        if (skill is null)
            return (ProblemResult)PortalProblems.NotFound;
        ETags.Set(context, skill.Version);
        return TypedResults.Ok(skill);
    }
}
