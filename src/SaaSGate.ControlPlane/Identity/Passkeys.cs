using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using SaaSGate.Postgres.Identity;

namespace SaaSGate.ControlPlane.Identity;

/// <summary>Passkeys of local accounts (WebAuthn Level 3, by ASP.NET Core Identity). What a browser is asked to sign is kept here and answered once.</summary>
internal sealed class Passkeys(IPasskeyHandler<SaaSGateUser> handler, UserManager<SaaSGateUser> users, PasskeyChallengeStore challenges)
{
    public const int MostPasskeys = 20;
    public static readonly TimeSpan ChallengeLength = TimeSpan.FromMinutes(5);

    /// <summary>Asks any account's passkey.</summary>
    public async Task<PasskeyOptions> AskAsync(HttpContext context, CancellationToken cancellationToken)
    {
        var asked = await handler.MakeRequestOptionsAsync(null, context);
        return await KeepAsync(asked.RequestOptionsJson, asked.AssertionState!, null, cancellationToken);
    }

    /// <summary>Asks for a new passkey of a person.</summary>
    public async Task<PasskeyOptions> AskForNewAsync(HttpContext context, SaaSGateUser user, CancellationToken cancellationToken)
    {
        var asked = await handler.MakeCreationOptionsAsync(new() { Id = user.Id, Name = user.Email!, DisplayName = user.DisplayName }, context);
        return await KeepAsync(asked.CreationOptionsJson, asked.AttestationState!, user.Id, cancellationToken);
    }

    /// <summary>Whose passkey has signed what was asked; null where nothing of it holds.</summary>
    public async Task<SaaSGateUser?> CheckAsync(HttpContext context, PasskeyAnswer answer, CancellationToken cancellationToken)
    {
        if (await challenges.TakeAsync(SecretText.Hash(answer.Id), cancellationToken) is not { UserId: null } challenge)
            return null;
        var result = await handler.PerformAssertionAsync(new() { HttpContext = context, CredentialJson = answer.Credential.GetRawText(), AssertionState = challenge.State });
        if (!result.Succeeded)
            return null;
        // The counter of the authenticator went on: a copy of the key is noticed by it.
        return (await users.AddOrUpdatePasskeyAsync(result.User, result.Passkey)).Succeeded ? result.User : null;
    }

    /// <summary>Adds a passkey that a person's browser has made. False where nothing of it holds.</summary>
    public async Task<bool> AddAsync(HttpContext context, SaaSGateUser user, AddPasskey add, string name, CancellationToken cancellationToken)
    {
        if (await challenges.TakeAsync(SecretText.Hash(add.Id), cancellationToken) is not { } challenge || challenge.UserId != user.Id)
            return false;
        var result = await handler.PerformAttestationAsync(new() { HttpContext = context, CredentialJson = add.Credential.GetRawText(), AttestationState = challenge.State });
        if (!result.Succeeded || result.UserEntity.Id != user.Id || await users.FindByPasskeyIdAsync(result.Passkey.CredentialId) is not null)
            return false;
        result.Passkey.Name = name;
        return (await users.AddOrUpdatePasskeyAsync(user, result.Passkey)).Succeeded;
    }

    public async Task<IReadOnlyList<OwnPasskey>> ListAsync(SaaSGateUser user) =>
        [.. (await users.GetPasskeysAsync(user)).Select(one => new OwnPasskey(Base64Url.EncodeToString(one.CredentialId), one.Name ?? "", one.CreatedAt)).OrderBy(one => one.CreatedAt)];

    private async Task<PasskeyOptions> KeepAsync(string options, string state, string? userId, CancellationToken cancellationToken)
    {
        var id = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        await challenges.AddAsync(SecretText.Hash(id), new(userId, state), ChallengeLength, cancellationToken);
        return new(id, JsonElement.Parse(options));
    }
}
