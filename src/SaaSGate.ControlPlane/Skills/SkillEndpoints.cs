using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using SaaSGate.Contracts.Ids;
using SaaSGate.ControlPlane.Http;
using SaaSGate.ControlPlane.Identity;
using SaaSGate.Postgres;
using SaaSGate.Postgres.Skills;

namespace SaaSGate.ControlPlane.Skills;

/// <summary>Skills, their keys and their stops.</summary>
internal static class SkillEndpoints
{
    public static void MapSkills(this IEndpointRouteBuilder api)
    {
        var skills = api.MapGroup("/skills").WithTags("Skills").RequireAuthorization(Access.Read);
        skills.MapGet("/", ListAsync).WithName("listSkills");
        skills.MapGet("/{skillId:skl}", GetAsync).WithName("getSkill");
        skills.MapGet("/{skillId:skl}/stop-preview", PreviewStopAsync).WithName("previewSkillStop");

        var contain = skills.MapGroup("/").RequireAuthorization(Access.Contain);
        contain.MapPost("/{skillId:skl}/stop", StopAsync).WithName("stopSkill");
        contain.MapPost("/{skillId:skl}/resume", ResumeAsync).WithName("resumeSkill");

        var manage = skills.MapGroup("/").RequireAuthorization(Access.Manage);
        manage.MapPost("/", CreateAsync).WithName("createSkill");
        manage.MapPatch("/{skillId:skl}", UpdateAsync).WithName("updateSkill");
        manage.MapPost("/{skillId:skl}/keys", CreateKeyAsync).WithName("createSkillKey");
        manage.MapDelete("/{skillId:skl}/keys/{keyId:key}", RevokeKeyAsync).WithName("revokeSkillKey");
    }

    private static Task<Results<Ok<Page<SkillView>>, ProblemResult>> ListAsync([AsParameters] PageQuery page, Caller caller, CancellationToken cancellationToken) =>
        throw new NotImplementedException();

    private static Task<Results<Ok<SkillView>, ProblemResult>> GetAsync(Id<Skill> skillId, Caller caller, CancellationToken cancellationToken) =>
        throw new NotImplementedException();

    private static Task<Results<Created<SkillView>, ProblemResult>> CreateAsync(CreateSkill create, Caller caller, CancellationToken cancellationToken) =>
        throw new NotImplementedException();

    private static Task<Results<Ok<SkillView>, ProblemResult>> UpdateAsync(
        Id<Skill> skillId, UpdateSkill update, [FromHeader(Name = "If-Match")] string? ifMatch, Caller caller, CancellationToken cancellationToken) =>
        throw new NotImplementedException();

    private static Task<Results<Created<CreatedSkillKey>, ProblemResult>> CreateKeyAsync(
        Id<Skill> skillId, CreateSkillKey create, Caller caller, CancellationToken cancellationToken) => throw new NotImplementedException();

    private static Task<Results<NoContent, ProblemResult>> RevokeKeyAsync(Id<Skill> skillId, Id<SkillKey> keyId, Caller caller, CancellationToken cancellationToken) =>
        throw new NotImplementedException();

    private static Task<Results<Ok<StopPreview>, ProblemResult>> PreviewStopAsync(Id<Skill> skillId, Caller caller, CancellationToken cancellationToken) =>
        throw new NotImplementedException();

    private static Task<Results<Ok<SkillView>, ProblemResult>> StopAsync(Id<Skill> skillId, StopSkill stop, Caller caller, CancellationToken cancellationToken) =>
        throw new NotImplementedException();

    private static Task<Results<Ok<SkillView>, ProblemResult>> ResumeAsync(Id<Skill> skillId, Caller caller, CancellationToken cancellationToken) =>
        throw new NotImplementedException();
}
