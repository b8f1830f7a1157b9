using System.Security.Cryptography;
using Microsoft.AspNetCore.Identity;
using SaaSGate.Contracts.Ids;
using SaaSGate.Contracts.Problems;
using SaaSGate.Postgres.Identity;

namespace SaaSGate.ControlPlane.Identity;

/// <summary>
/// Checks a password, and the code of an authenticator app where the account asks for one. A try is counted before the password is looked at; five wrong ones lock the account. Whatever is
/// wrong, the answer and the work are the same: they tell neither who has an account, nor that it is locked, nor that a
/// guess at a locked one was right.
/// </summary>
internal sealed class PasswordCheck(UserManager<SaaSGateUser> users, IPasswordHasher<SaaSGateUser> hasher, SignInStore signIns, Authenticators authenticators, PasswordRoom room)
{
    public const int TriesBeforeLockout = 5;
    public static readonly TimeSpan LockoutLength = TimeSpan.FromMinutes(15);

    private static string? s_nobody;

    /// <returns>The person, or why not.</returns>
    public async Task<(SaaSGateUser? User, Problem? Problem)> CheckAsync(string email, string password, string? code, CancellationToken cancellationToken)
    {
        using var place = await room.EnterAsync(cancellationToken);
        if (!place.IsAcquired)
            return (null, PortalProblems.TooManySignIns);
        var user = await users.FindByEmailAsync(email);
        var counted = await signIns.CountTryAsync(user?.Id ?? "", TriesBeforeLockout, LockoutLength, cancellationToken);
        s_nobody ??= hasher.HashPassword(new(), RandomNumberGenerator.GetHexString(32));
        var right = hasher.VerifyHashedPassword(user ?? new(), user?.PasswordHash ?? s_nobody, password) != PasswordVerificationResult.Failed;
        if (user is null || !counted || !right)
            return (null, PortalProblems.SignInFailed);
        // Tries stay counted until the code is right too: whoever has the password alone does not guess codes without end.
        if (await authenticators.IsOnAsync(user.Id, cancellationToken))
        {
            if (string.IsNullOrWhiteSpace(code))
                return (null, PortalProblems.CodeNeeded);
            if (!await authenticators.TakeAsync(user.Id, code, cancellationToken))
                return (null, PortalProblems.SignInFailed);
        }

        await signIns.ForgiveTriesAsync(Id<User>.Parse(user.Id), cancellationToken);
        return (user, null);
    }
}
