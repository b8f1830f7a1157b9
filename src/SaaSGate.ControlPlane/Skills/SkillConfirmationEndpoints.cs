using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using SaaSGate.Contracts.Ids;
using SaaSGate.Contracts.Problems;
using SaaSGate.ControlPlane.Http;
using SaaSGate.ControlPlane.Identity;
using SaaSGate.ControlPlane.Live;
using SaaSGate.Postgres.Skills;

namespace SaaSGate.ControlPlane.Skills;

/// <summary>The owner of a skill says that it is still needed.</summary>
internal static class SkillConfirmationEndpoints
{
    public static void MapSkillConfirmations(this IEndpointRouteBuilder api) =>
        api.MapPost("/skills/{skillId:skl}/confirm", ConfirmAsync).WithName("confirmSkill").WithTags("Skills").RequireAuthorization(Access.Read);

    private static async Task<Results<Ok<SkillView>, ProblemResult>> ConfirmAsync(
        Id<Skill> skillId, Caller caller, SkillStore skills, SkillConfirmationStore confirmations, IOptions<SkillOptions> options, LiveNotices notices, TimeProvider clock,
        CancellationToken cancellationToken)
    {
        if (await skills.FindAsync(caller.OrganisationId, skillId, cancellationToken) is null)
            return (ProblemResult)PortalProblems.NotFound;
        var until = clock.GetUtcNow().AddDays(options.Value.ConfirmEveryDays);
        var (confirmed, feeds) = await confirmations.ConfirmAsync(caller.OrganisationId, skillId, [caller.ActorId, caller.PersonId], until, caller.Actor, cancellationToken);
        if (confirmed is null)
            return (ProblemResult)PortalProblems.OwnerNeeded;
        notices.FeedAdvanced(feeds);
        return TypedResults.Ok(confirmed);
    }
}
