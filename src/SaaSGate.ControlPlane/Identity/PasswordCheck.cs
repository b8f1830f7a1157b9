using Microsoft.AspNetCore.Identity;
using SaaSGate.Contracts.Ids;
using SaaSGate.Contracts.Problems;
using SaaSGate.Postgres.Identity;

namespace SaaSGate.ControlPlane.Identity;

/// <summary>Checks a password. A try is counted before the password is looked at; five wrong ones lock the account.</summary>
internal sealed class PasswordCheck(UserManager<SaaSGateUser> users, IPasswordHasher<SaaSGateUser> hasher, SignInStore signIns)
{
    public const int TriesBeforeLockout = 5;
    public static readonly TimeSpan LockoutLength = TimeSpan.FromMinutes(15);

    private static string? s_nobody;

    /// <returns>The person, or why not.</returns>
    public async Task<(SaaSGateUser? User, Problem? Problem)> CheckAsync(string email, string password, CancellationToken cancellationToken)
    {
        if (await users.FindByEmailAsync(email) is not { PasswordHash: { } hash } user)
        {
            // As slow as a real check: the time does not tell who has an account.
            s_nobody ??= hasher.HashPassword(new(), "nobody has this password");
            hasher.VerifyHashedPassword(new(), s_nobody, password);
            return (null, PortalProblems.SignInFailed);
        }

        var id = Id<User>.Parse(user.Id);
        if (await signIns.CountTryAsync(id, TriesBeforeLockout, LockoutLength, cancellationToken) is not { } locksWhenWrong)
            return (null, PortalProblems.LockedOut);
        if (hasher.VerifyHashedPassword(user, hash, password) == PasswordVerificationResult.Failed)
            return (null, locksWhenWrong ? PortalProblems.LockedOut : PortalProblems.SignInFailed);
        await signIns.ForgiveTriesAsync(id, cancellationToken);
        return (user, null);
    }
}
