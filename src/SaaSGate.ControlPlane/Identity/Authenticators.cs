using System.Security.Cryptography;
using SaaSGate.ControlPlane.Vault;
using SaaSGate.Postgres.Identity;

namespace SaaSGate.ControlPlane.Identity;

/// <summary>Codes of authenticator apps, asked for besides a password.</summary>
internal sealed class Authenticators(AuthenticatorStore store, KeyVault vault, TimeProvider clock)
{
    private const int RecoveryCodes = 10, RecoveryLength = 16;
    private const string RecoveryLetters = "abcdefghjkmnpqrstvwxyz23456789", Issuer = "SaaSGate";

    /// <summary>Whether a code is asked for.</summary>
    public async Task<bool> IsOnAsync(string userId, CancellationToken cancellationToken) => await store.FindAsync(userId, cancellationToken) is { ConfirmedAt: not null };

    /// <summary>Makes a secret that an app is to take up; null where one is in use.</summary>
    public async Task<NewAuthenticator?> BeginAsync(string userId, string account, CancellationToken cancellationToken)
    {
        var secret = RandomNumberGenerator.GetBytes(OneTimeCode.SecretBytes);
        if (!await store.BeginAsync(userId, vault.Seal(VaultPurpose.Authenticator(userId), secret), cancellationToken))
            return null;
        var text = OneTimeCode.Encode(secret);
        return new(text, $"otpauth://totp/{Issuer}:{Uri.EscapeDataString(account)}?secret={text}&issuer={Issuer}");
    }

    /// <summary>A first code shows that the app has the secret. Null where it does not, or one is in use.</summary>
    /// <returns>Recovery codes, shown this once.</returns>
    public async Task<IReadOnlyList<string>?> ConfirmAsync(string userId, string code, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(userId, cancellationToken) is not { ConfirmedAt: null } waiting
            || OneTimeCode.StepOf(Secret(userId, waiting), Plain(code), clock.GetUtcNow()) is not { } step)
            return null;
        string[] recovery = [.. Enumerable.Range(0, RecoveryCodes).Select(_ => RandomNumberGenerator.GetString(RecoveryLetters, RecoveryLength))];
        return await store.ConfirmAsync(userId, step, [.. recovery.Select(SecretText.Hash)], cancellationToken) ? recovery : null;
    }

    /// <summary>Takes a code of the app, or a recovery code, once.</summary>
    public async Task<bool> TakeAsync(string userId, string code, CancellationToken cancellationToken)
    {
        var plain = Plain(code);
        if (await store.FindAsync(userId, cancellationToken) is not { ConfirmedAt: not null } known)
            return false;
        return plain.Length == OneTimeCode.Digits
            ? OneTimeCode.StepOf(Secret(userId, known), plain, clock.GetUtcNow()) is { } step && await store.TakeStepAsync(userId, step, cancellationToken)
            : plain.Length == RecoveryLength && await store.TakeRecoveryAsync(userId, SecretText.Hash(plain.ToLowerInvariant()), cancellationToken);
    }

    /// <summary>Codes as people write them.</summary>
    private static string Plain(string code) => code.Replace(" ", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal);

    private byte[] Secret(string userId, Authenticator known) => vault.Open(VaultPurpose.Authenticator(userId), known.SecretSealed);
}
