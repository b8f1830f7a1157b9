using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using SaaSGate.Contracts.Ids;
using SaaSGate.Contracts.Problems;
using SaaSGate.ControlPlane.Http;
using SaaSGate.ControlPlane.Identity;
using SaaSGate.Postgres.Organisations;

namespace SaaSGate.ControlPlane.Organisations;

/// <summary>What somebody who is invited does with the link. Whoever has no token that works learns nothing.</summary>
internal static class InvitationAnswerEndpoints
{
    public static void MapInvitationAnswers(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/session/invitation").WithTags("Sign-in").AllowAnonymous().RequireRateLimiting(SignInLimits.Policy);
        group.MapPost("/", FindAsync).WithName("findInvitation");
        group.MapPost("/accept", AcceptAsync).WithName("acceptInvitation");
    }

    private static async Task<Results<Ok<FoundInvitation>, ProblemResult>> FindAsync(FindInvitation find, MemberInvitationStore invitations, CancellationToken cancellationToken)
    {
        if (!TryRead(find.Token, out var organisation) || await invitations.FindAsync(organisation, SecretText.Hash(InvitationToken.Split(find.Token).Token), cancellationToken) is not { } found)
            return (ProblemResult)PortalProblems.InvitationOver;
        return found.ProviderNeeded
            ? (ProblemResult)PortalProblems.ProviderNeeded
            : TypedResults.Ok(new FoundInvitation(found.OrganisationName, found.CreatedByName, found.Email, found.DisplayName, found.Roles, found.ExpiresAt));
    }

    private static async Task<Results<Ok<PortalSession>, ProblemResult>> AcceptAsync(
        AcceptInvitation accept, InvitationAnswers answers, PortalSessions sessions, HttpContext context, CancellationToken cancellationToken)
    {
        if (!TryRead(accept.Token, out var organisation))
            return (ProblemResult)PortalProblems.InvitationOver;
        if (!accept.HasAccount && PasswordRules.Refusal("password", accept.Password) is { } refused)
            return refused;
        var (user, problem) = await answers.JoinAsync(organisation, accept, cancellationToken);
        if (user is null)
        {
            if (problem == PortalProblems.TooManySignIns)
                SignInLimits.SetRetryAfter(context);
            return (ProblemResult)problem!;
        }

        var (session, refusal) = await sessions.BeginAsync(context, user, cancellationToken, organisation);
        return session is null ? (ProblemResult)(refusal ?? PortalProblems.SignInFailed) : TypedResults.Ok(session);
    }

    private static bool TryRead(string token, out Id<Organisation> organisation) => SecretText.TryReadOrganisation(InvitationToken.Split(token).Token, SecretText.Invitation, out organisation);
}
