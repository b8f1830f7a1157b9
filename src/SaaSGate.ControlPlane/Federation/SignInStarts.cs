using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using SaaSGate.ControlPlane.Vault;
using SaaSGate.Postgres.Federation;

namespace SaaSGate.ControlPlane.Federation;

/// <summary>
/// Sends a browser to an identity provider (OpenID Connect Core 1.0, section 3.1.2.1, with PKCE, RFC 7636). The state is random and told to the browser
/// alone; nonce and code verifier follow from it under a key of the vault, so the database holds nothing by which a sign-in could be taken over.
/// </summary>
internal sealed class SignInStarts(ProviderDirectory directory, SignInAttemptStore attempts, ProviderLinks links, KeyVault vault, TimeProvider clock)
{
    public static readonly TimeSpan Length = TimeSpan.FromMinutes(10);

    private const int SecretBytes = 32;

    /// <param name="provider">Where to.</param>
    /// <param name="returnTo">The path to go to afterwards; anything else leads to the first page.</param>
    /// <param name="fresh">Whether the person must show anew who they are.</param>
    /// <param name="address">The address that the person typed; may be null.</param>
    /// <param name="replaces">The sign-in that this browser has.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Where to send the browser, and the secret that only this browser is to know.</returns>
    /// <exception cref="ProviderException">The provider is not to be had.</exception>
    public async Task<(Uri Location, string Browser)> BeginAsync(
        KnownProvider provider, string? returnTo, bool fresh, string? address, string? replaces, CancellationToken cancellationToken)
    {
        var metadata = await directory.MetadataAsync(provider, cancellationToken);
        var (state, browser, now) = (NewSecret(), NewSecret(), clock.GetUtcNow());
        await attempts.BeginAsync(
            Hash(state), new(Hash(browser), provider.Organisation.Value, provider.Id.Value, ReturnPath.Of(returnTo), fresh, replaces, now, now + Length), cancellationToken);
        var query = new Dictionary<string, string>
        {
            ["response_type"] = "code",
            ["client_id"] = provider.What.ClientId,
            ["redirect_uri"] = links.Redirect(provider.Id).AbsoluteUri,
            ["scope"] = string.Join(' ', provider.What.Scopes),
            ["state"] = state,
            ["nonce"] = NonceOf(state),
            ["code_challenge"] = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(VerifierOf(state)))),
            ["code_challenge_method"] = "S256",
        };
        if (address is not null)
            query["login_hint"] = address;
        if (fresh)
            (query["prompt"], query["max_age"]) = ("login", "0");
        var separator = metadata.Authorization.Query.Length > 1 ? "&" : "?";
        return (new(metadata.Authorization.AbsoluteUri + separator + string.Join('&', query.Select(part => $"{part.Key}={Uri.EscapeDataString(part.Value)}"))), browser);
    }

    public string NonceOf(string state) => Derive("nonce", state);

    public string VerifierOf(string state) => Derive("verifier", state);

    public static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));

    private string Derive(string what, string state) =>
        Base64Url.EncodeToString(HMACSHA256.HashData(vault.DeriveKey(VaultPurpose.SignInAttempt), Encoding.UTF8.GetBytes($"{what}\n{state}")));

    private static string NewSecret() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes));
}
