using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using SaaSGate.Contracts.Problems;
using SaaSGate.ControlPlane.Http;
using SaaSGate.Postgres.Identity;

namespace SaaSGate.ControlPlane.Identity;

/// <summary>People set other passwords: with the one before, or by a link that is mailed to them.</summary>
internal static class PasswordEndpoints
{
    private const int LongestAddress = 320;

    public static void MapPasswords(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/session/password").WithTags("Sign-in").RequireRateLimiting(SignInLimits.Policy);
        group.MapPost("/", ChangeAsync).WithName("changePassword").RequireAuthorization(Access.Person);
        group.MapPost("/forgotten", AskForLink).WithName("askForPasswordLink").AllowAnonymous();
        group.MapPost("/reset", ResetAsync).WithName("resetPassword").AllowAnonymous();
    }

    private static async Task<Results<NoContent, ProblemResult>> ChangeAsync(
        ChangePassword change, Caller caller, SignInStore signIns, Passwords passwords, HttpContext context, CancellationToken cancellationToken)
    {
        if (await signIns.FindLiveAsync(caller.SignInId!, context.User.FindFirstValue(CallerClaims.Stamp)!, caller.OrganisationId, cancellationToken) is not { } person)
            return (ProblemResult)PortalProblems.SignInNeeded;
        if (person.ProviderId is not null)
            return FieldErrors.One("currentPassword", "You have no password here: your organisation's identity provider signs you in. Change it there.");
        if (PasswordRules.Refusal("newPassword", change.NewPassword) is { } refusal)
            return refusal;
        if (string.Equals(change.NewPassword, change.CurrentPassword, StringComparison.Ordinal))
            return FieldErrors.One("newPassword", "This is the one that you have.");
        var (stamp, problem) = await passwords.ChangeAsync(caller, person.Email, change, cancellationToken);
        if (stamp is null)
            return Refused(problem!, context);
        await PortalSessions.GoOnAsync(context, caller, stamp);
        return TypedResults.NoContent();
    }

    /// <summary>The answer is the same whoever has the address, and says nothing of what is mailed.</summary>
    private static Results<NoContent, ProblemResult> AskForLink(ForgottenPassword forgotten, PasswordMail mail)
    {
        if (!mail.IsOn)
            return (ProblemResult)PortalProblems.MailOff;
        var email = forgotten.Email.Trim();
        if (email.Length is 0 or > LongestAddress)
            return FieldErrors.One("email", "An e-mail address is needed here.");
        mail.SendLink(email);
        return TypedResults.NoContent();
    }

    private static async Task<Results<NoContent, ProblemResult>> ResetAsync(ResetPassword reset, Passwords passwords, HttpContext context, CancellationToken cancellationToken)
    {
        if (PasswordRules.Refusal("newPassword", reset.NewPassword) is { } refusal)
            return refusal;
        return await passwords.ResetAsync(reset, cancellationToken) is { } problem ? Refused(problem, context) : TypedResults.NoContent();
    }

    /// <summary>The sign-in itself holds: a wrong password is no 401 here, which would send the person to the first page.</summary>
    private static ProblemResult Refused(Problem problem, HttpContext context)
    {
        if (problem == PortalProblems.TooManySignIns)
            SignInLimits.SetRetryAfter(context);
        return problem == PortalProblems.CodeNeeded ? FieldErrors.One("code", "Enter the code of your authenticator app too.")
            : problem == PortalProblems.SignInFailed
                ? FieldErrors.One("currentPassword", "This is not your password, or not the code. After five wrong tries an account is locked for fifteen minutes.")
                : problem;
    }
}
