using System.Buffers.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Routing;
using SaaSGate.Contracts.Problems;
using SaaSGate.ControlPlane.Http;
using SaaSGate.Postgres.Identity;

namespace SaaSGate.ControlPlane.Identity;

/// <summary>With what a person signs in: their own passkeys and authenticator app. Every change asks for a fresh sign-in.</summary>
internal static class CredentialEndpoints
{
    private const int LongestName = 100;

    public static void MapCredentials(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/session").WithTags("Sign-in");
        var anybody = group.MapGroup("/passkey").AllowAnonymous().RequireRateLimiting(SignInLimits.Policy);
        anybody.MapPost("/options", AskAsync).WithName("askForPasskey");
        anybody.MapPost("/", SignInAsync).WithName("signInByPasskey");

        var own = group.MapGroup("/").RequireAuthorization(Access.Person).RequireRateLimiting(SignInLimits.Policy);
        own.MapPost("/step-up/passkey", StepUpAsync).WithName("stepUpByPasskey");
        own.MapGet("/credentials", GetAsync).WithName("getOwnCredentials").DisableRateLimiting();
        own.MapPost("/passkeys/options", AskForNewAsync).WithName("askForNewPasskey");
        own.MapPost("/passkeys", AddAsync).WithName("addPasskey");
        own.MapPost("/passkeys/remove", RemoveAsync).WithName("removePasskey");
        own.MapPost("/authenticator", BeginAuthenticatorAsync).WithName("beginAuthenticator");
        own.MapPost("/authenticator/confirm", ConfirmAuthenticatorAsync).WithName("confirmAuthenticator");
        own.MapPost("/authenticator/remove", RemoveAuthenticatorAsync).WithName("removeAuthenticator");
    }

    private static async Task<Ok<PasskeyOptions>> AskAsync(Passkeys passkeys, HttpContext context, CancellationToken cancellationToken) =>
        TypedResults.Ok(await passkeys.AskAsync(context, cancellationToken));

    private static async Task<Results<Ok<PortalSession>, ProblemResult>> SignInAsync(
        PasskeyAnswer answer, Passkeys passkeys, PortalSessions sessions, HttpContext context, CancellationToken cancellationToken)
    {
        if (await passkeys.CheckAsync(context, answer, cancellationToken) is not { } user)
            return (ProblemResult)PortalProblems.PasskeyRefused;
        var (session, refusal) = await sessions.BeginAsync(context, user, cancellationToken);
        return session is null ? (ProblemResult)(refusal ?? PortalProblems.PasskeyRefused) : TypedResults.Ok(session);
    }

    private static async Task<Results<Ok<SteppedUp>, ProblemResult>> StepUpAsync(
        PasskeyAnswer answer, Caller caller, Passkeys passkeys, FreshSignIns fresh, PortalSessions sessions, HttpContext context, CancellationToken cancellationToken)
    {
        // The sign-in itself holds: this is no 401, which would send the person to the first page.
        if (await passkeys.CheckAsync(context, answer, cancellationToken) is not { } user || user.Id != caller.ActorId)
            return FieldErrors.One("credential", "This is not a passkey of yours.");
        var until = await fresh.ProveAsync(caller.SignInId!, cancellationToken);
        await sessions.SteppedUpAsync(caller, cancellationToken);
        return TypedResults.Ok(new SteppedUp(until));
    }

    private static async Task<Ok<OwnCredentials>> GetAsync(
        Caller caller, UserManager<SaaSGateUser> users, Passkeys passkeys, AuthenticatorStore authenticators, CancellationToken cancellationToken)
    {
        var user = (await users.FindByIdAsync(caller.ActorId))!;
        var authenticator = await authenticators.FindAsync(user.Id, cancellationToken);
        var isOn = authenticator is { ConfirmedAt: not null };
        return TypedResults.Ok(new OwnCredentials(user.PasswordHash is not null, isOn, isOn ? authenticator!.RecoveryLeft : 0, await passkeys.ListAsync(user)));
    }

    private static async Task<Results<Ok<PasskeyOptions>, ProblemResult>> AskForNewAsync(
        Caller caller, LocalAccounts accounts, Passkeys passkeys, HttpContext context, CancellationToken cancellationToken)
    {
        var (user, problem) = await accounts.FreshAsync(caller, cancellationToken);
        if (user is null)
            return problem!;
        return (await passkeys.ListAsync(user)).Count >= Passkeys.MostPasskeys
            ? (ProblemResult)PortalProblems.TooMany
            : TypedResults.Ok(await passkeys.AskForNewAsync(context, user, cancellationToken));
    }

    private static async Task<Results<NoContent, ProblemResult>> AddAsync(
        AddPasskey add, Caller caller, LocalAccounts accounts, Passkeys passkeys, HttpContext context, CancellationToken cancellationToken)
    {
        var (user, problem) = await accounts.FreshAsync(caller, cancellationToken);
        if (user is null)
            return problem!;
        var errors = new FieldErrors();
        var name = errors.Text("name", add.Name, LongestName);
        if (errors.Any)
            return errors.ToProblem();
        if (!await passkeys.AddAsync(context, user, add, name, cancellationToken))
            return FieldErrors.One("credential", "This passkey cannot be added. Try once more.");
        await accounts.ChangedAsync(caller, "passkey.added", name, cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<Results<NoContent, ProblemResult>> RemoveAsync(
        RemovePasskey remove, Caller caller, LocalAccounts accounts, UserManager<SaaSGateUser> users, CancellationToken cancellationToken)
    {
        var (user, problem) = await accounts.FreshAsync(caller, cancellationToken);
        if (user is null)
            return problem!;
        if (!Base64Url.IsValid(remove.PasskeyId) || await users.GetPasskeyAsync(user, Base64Url.DecodeFromChars(remove.PasskeyId)) is not { } known)
            return (ProblemResult)PortalProblems.NotFound;
        await users.RemovePasskeyAsync(user, known.CredentialId);
        await accounts.ChangedAsync(caller, "passkey.removed", known.Name, cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<Results<Ok<NewAuthenticator>, ProblemResult>> BeginAuthenticatorAsync(
        Caller caller, LocalAccounts accounts, Authenticators authenticators, CancellationToken cancellationToken)
    {
        var (user, problem) = await accounts.FreshAsync(caller, cancellationToken);
        if (user is null)
            return problem!;
        return await authenticators.BeginAsync(user.Id, user.Email!, cancellationToken) is { } begun ? TypedResults.Ok(begun) : (ProblemResult)PortalProblems.TooMany;
    }

    private static async Task<Results<Ok<ConfirmedAuthenticator>, ProblemResult>> ConfirmAuthenticatorAsync(
        ConfirmAuthenticator confirm, Caller caller, LocalAccounts accounts, Authenticators authenticators, CancellationToken cancellationToken)
    {
        var (user, problem) = await accounts.FreshAsync(caller, cancellationToken);
        if (user is null)
            return problem!;
        if (await authenticators.ConfirmAsync(user.Id, confirm.Code, cancellationToken) is not { } recovery)
            return FieldErrors.One("code", "This is not the app's present code. Look whether the clock of its device is right.");
        await accounts.ChangedAsync(caller, "authenticator.added", null, cancellationToken);
        return TypedResults.Ok(new ConfirmedAuthenticator(recovery));
    }

    private static async Task<Results<NoContent, ProblemResult>> RemoveAuthenticatorAsync(
        Caller caller, LocalAccounts accounts, AuthenticatorStore authenticators, CancellationToken cancellationToken)
    {
        var (user, problem) = await accounts.FreshAsync(caller, cancellationToken);
        if (user is null)
            return problem!;
        if (!await authenticators.RemoveAsync(user.Id, cancellationToken))
            return (ProblemResult)PortalProblems.NotFound;
        await accounts.ChangedAsync(caller, "authenticator.removed", null, cancellationToken);
        return TypedResults.NoContent();
    }
}
