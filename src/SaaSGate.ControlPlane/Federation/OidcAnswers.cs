using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using SaaSGate.ControlPlane.Vault;
using SaaSGate.Postgres.Federation;

namespace SaaSGate.ControlPlane.Federation;

/// <summary>Reads with what a browser comes back from a provider of OpenID Connect: the code is exchanged, the ID token is believed or not.</summary>
internal sealed class OidcAnswers(ProviderDirectory directory, ProviderCalls calls, ProviderTokens tokens, SignInStarts starts, ProviderLinks links, KeyVault vault)
{
    private const int LongestSubject = 255;
    private static readonly TimeSpan TokenAge = TimeSpan.FromMinutes(10);

    /// <returns>Who it is; or the code of the sign-in page, and why in words for administrators.</returns>
    /// <exception cref="ProviderException">The provider is not to be had.</exception>
    public async Task<(VouchedPerson? Person, string Code, string? Why)> ReadAsync(KnownProvider provider, SignInAnswer answer, CancellationToken cancellationToken)
    {
        var metadata = await directory.MetadataAsync(provider, cancellationToken);
        if (answer.Issuer is null ? metadata.NamesItself : answer.Issuer != provider.Issuer)
            return (null, "mismatch", "iss");
        if (answer.Code is null)
            return (null, "refused", answer.Error is "access_denied" or "login_required" or "consent_required" ? answer.Error : "no code");
        var (token, claims, why) = await ExchangeAsync(provider, metadata, answer.Code, answer.State!, cancellationToken);
        if (token is null)
            return (null, "mismatch", why);
        var session = token.Text("sid") is { Length: <= LongestSubject } sid ? sid : null;
        return (new(ProviderClaims.Read(provider, token.Text("sub")!, claims), session, token.Time("auth_time"), null), "", null);
    }

    private async Task<(SignedToken? Token, JsonElement[] Claims, string? Why)> ExchangeAsync(
        KnownProvider provider, ProviderMetadata metadata, string code, string state, CancellationToken cancellationToken)
    {
        var form = new Dictionary<string, string>
        {
            ["grant_type"] = "authorization_code",
            ["code"] = code,
            ["redirect_uri"] = links.Redirect(provider.Id).AbsoluteUri,
            ["code_verifier"] = starts.VerifierOf(state),
        };
        var secret = provider.What.SecretSealed is { } box ? Encoding.UTF8.GetString(vault.Open(VaultPurpose.ProviderSecret(provider.Organisation.Value, provider.Id.Value), box)) : null;
        var basic = secret is not null && metadata.TakesBasic;
        if (!basic)
            form["client_id"] = provider.What.ClientId;
        if (secret is not null && !basic)
            form["client_secret"] = secret;
        var answer = await calls.PostAsync(metadata.Token, provider.What.Authority, form, basic ? (provider.What.ClientId, secret!) : null, cancellationToken);
        if (JsonText.Of(answer, "id_token") is not { } text)
            return (null, [], "no ID token");

        var (token, why) = await tokens.ReadAsync(provider, text, new(provider.Issuer, [provider.What.ClientId], null, Expires: true, TokenAge), cancellationToken);
        if (token is null)
            return (null, [], why);
        // OpenID Connect Core 1.0, section 3.1.3.7: the nonce is this attempt's, and one of several audiences says that it is meant for us.
        if (token.Text("nonce") is not { } nonce || !CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(nonce), Encoding.UTF8.GetBytes(starts.NonceOf(state))))
            return (null, [], "nonce");
        if (token.Has("azp") ? token.Text("azp") != provider.What.ClientId : token.Audiences.Count > 1)
            return (null, [], "azp");
        if (token.Text("sub") is not { Length: <= LongestSubject } subject)
            return (null, [], "sub");
        if (ProviderClaims.Suffice(provider, token.Claims) || metadata.UserInfo is null || JsonText.Of(answer, "access_token") is not { } access)
            return (token, [token.Claims], null);
        var more = await calls.GetAsync(metadata.UserInfo, provider.What.Authority, access, cancellationToken);
        // Section 5.3.2: without the same subject it is another person's.
        return JsonText.Of(more, "sub") == subject ? (token, [token.Claims, more], null) : (null, [], "sub of userinfo");
    }
}
