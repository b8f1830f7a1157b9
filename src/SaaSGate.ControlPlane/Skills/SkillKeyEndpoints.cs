using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using SaaSGate.Contracts.Ids;
using SaaSGate.Contracts.Problems;
using SaaSGate.ControlPlane.Http;
using SaaSGate.ControlPlane.Identity;
using SaaSGate.ControlPlane.Live;
using SaaSGate.Postgres.Skills;

namespace SaaSGate.ControlPlane.Skills;

/// <summary>Keys of skills: shown once, kept as hashes, at most 90 days.</summary>
internal static class SkillKeyEndpoints
{
    public const int LongestLifeInDays = 90;

    public static void MapSkillKeys(this IEndpointRouteBuilder api)
    {
        var keys = api.MapGroup("/skills/{skillId:skl}/keys").WithTags("Skills").RequireAuthorization(Access.Manage);
        keys.MapPost("/", CreateAsync).WithName("createSkillKey");
        keys.MapDelete("/{keyId:key}", RevokeAsync).WithName("revokeSkillKey");
    }

    private static async Task<Results<Created<CreatedSkillKey>, ProblemResult>> CreateAsync(
        Id<Skill> skillId, CreateSkillKey create, Caller caller, SkillKeyStore keys, LiveNotices notices, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (create.ExpiresInDays is < 1 or > LongestLifeInDays)
            return FieldErrors.One("expiresInDays", $"A number from 1 to {LongestLifeInDays} is needed here.");
        if (!await keys.HasRoomAsync(caller.OrganisationId, skillId, cancellationToken))
            return (ProblemResult)PortalProblems.TooMany;
        var text = SecretText.Create(SecretText.SkillKey);
        var key = new NewSkillKey(Id<SkillKey>.New(clock), SecretText.Hint(text), SecretText.Hash(text), clock.GetUtcNow().AddDays(create.ExpiresInDays));
        if (await keys.CreateAsync(caller.OrganisationId, skillId, key, caller.Actor, cancellationToken) is not { } appended)
            return (ProblemResult)PortalProblems.NotFound;
        notices.FeedAdvanced(caller.OrganisationId.Value, appended);
        return TypedResults.Created($"/api/v1/skills/{skillId}/keys/{key.Id}", new CreatedSkillKey(key.Id.Value, text, key.Hint, key.ExpiresAt));
    }

    private static async Task<Results<NoContent, ProblemResult>> RevokeAsync(
        Id<Skill> skillId, Id<SkillKey> keyId, Caller caller, SkillKeyStore keys, LiveNotices notices, CancellationToken cancellationToken)
    {
        if (await keys.RevokeAsync(caller.OrganisationId, skillId, keyId, caller.Actor, cancellationToken) is not { } appended)
            return (ProblemResult)PortalProblems.NotFound;
        notices.FeedAdvanced(appended);
        return TypedResults.NoContent();
    }
}
