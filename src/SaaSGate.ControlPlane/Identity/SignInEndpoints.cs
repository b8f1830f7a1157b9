using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using SaaSGate.Contracts.Ids;
using SaaSGate.Contracts.Problems;
using SaaSGate.ControlPlane.Http;
using SaaSGate.Postgres.Identity;

namespace SaaSGate.ControlPlane.Identity;

/// <summary>Sign-in of people, by cookie.</summary>
internal static class SignInEndpoints
{
    public static void MapSignIn(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/session").WithTags("Sign-in");
        group.MapPost("/", SignInAsync).WithName("signIn").AllowAnonymous().RequireRateLimiting(SignInLimits.Policy);

        var own = group.MapGroup("/").RequireAuthorization(Access.Person);
        own.MapGet("/", GetAsync).WithName("getPortalSession");
        own.MapDelete("/", SignOutAsync).WithName("signOut");
        own.MapPost("/organisation", SwitchAsync).WithName("switchOrganisation");
        own.MapPost("/step-up", StepUpAsync).WithName("stepUp").RequireRateLimiting(SignInLimits.Policy);
    }

    private static async Task<Results<Ok<PortalSession>, ProblemResult>> GetAsync(
        Caller caller, SignInStore signIns, PortalSessions sessions, HttpContext context, CancellationToken cancellationToken) =>
        await PersonAsync(caller, signIns, context, cancellationToken) is { } person
            && await sessions.DescribeAsync(context, person, caller.OrganisationId, cancellationToken) is { } session
            ? TypedResults.Ok(session)
            : (ProblemResult)PortalProblems.SignInNeeded;

    private static async Task<Results<Ok<PortalSession>, ProblemResult>> SignInAsync(
        SignIn signIn, PasswordCheck passwords, PortalSessions sessions, HttpContext context, CancellationToken cancellationToken)
    {
        var (user, problem) = await passwords.CheckAsync(signIn.Email, signIn.Password, signIn.Code, cancellationToken);
        if (user is null)
        {
            if (problem == PortalProblems.TooManySignIns)
                SignInLimits.SetRetryAfter(context);
            return (ProblemResult)problem!;
        }

        var (session, refusal) = await sessions.BeginAsync(context, user, cancellationToken);
        return session is null ? (ProblemResult)(refusal ?? PortalProblems.SignInFailed) : TypedResults.Ok(session);
    }

    private static async Task<NoContent> SignOutAsync(PortalSessions sessions, HttpContext context, CancellationToken cancellationToken)
    {
        await sessions.EndAsync(context, cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<Results<Ok<PortalSession>, ProblemResult>> SwitchAsync(
        SwitchOrganisation to, Caller caller, SignInStore signIns, PortalSessions sessions, HttpContext context, CancellationToken cancellationToken)
    {
        if (!Id<Organisation>.TryParse(to.OrganisationId, out var organisation))
            return FieldErrors.One("organisationId", "An organisation's id is needed here.");
        return await PersonAsync(caller, signIns, context, cancellationToken) is { } person
            && await sessions.SwitchAsync(context, person, organisation, Stamp(context), cancellationToken) is { } session
            ? TypedResults.Ok(session)
            : (ProblemResult)PortalProblems.NotFound;
    }

    private static async Task<Results<Ok<SteppedUp>, ProblemResult>> StepUpAsync(
        StepUp stepUp, Caller caller, SignInStore signIns, PasswordCheck passwords, FreshSignIns fresh, PortalSessions sessions, HttpContext context, CancellationToken cancellationToken)
    {
        if (await PersonAsync(caller, signIns, context, cancellationToken) is not { } person)
            return (ProblemResult)PortalProblems.SignInNeeded;
        if (person.ProviderId is not null)
            return FieldErrors.One("password", "You have no password here. Sign in again through your organisation's identity provider.");
        var (user, problem) = await passwords.CheckAsync(person.Email, stepUp.Password, stepUp.Code, cancellationToken);
        if (problem == PortalProblems.TooManySignIns)
        {
            SignInLimits.SetRetryAfter(context);
            return (ProblemResult)problem;
        }

        if (problem == PortalProblems.CodeNeeded)
            return FieldErrors.One("code", "Enter the code of your authenticator app too.");

        // The sign-in itself holds: this is no 401, which would send the person to the first page.
        if (user is null)
            return FieldErrors.One("password", "This is not your password, or not the code. After five wrong tries an account is locked for fifteen minutes.");
        var until = await fresh.ProveAsync(caller.SignInId!, cancellationToken);
        await sessions.SteppedUpAsync(caller, cancellationToken);
        return TypedResults.Ok(new SteppedUp(until));
    }

    private static Task<SignedInUser?> PersonAsync(Caller caller, SignInStore signIns, HttpContext context, CancellationToken cancellationToken) =>
        signIns.FindLiveAsync(caller.SignInId!, Stamp(context), caller.OrganisationId, cancellationToken);

    private static string Stamp(HttpContext context) => context.User.FindFirstValue(CallerClaims.Stamp)!;
}
