using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using SaaSGate.ControlPlane.Federation.Saml;
using SaaSGate.ControlPlane.Vault;
using SaaSGate.Postgres.Federation;

namespace SaaSGate.ControlPlane.Federation;

/// <summary>
/// Sends a browser to an identity provider (OpenID Connect Core 1.0, section 3.1.2.1, with PKCE, RFC 7636; SAML profiles, section 4.1.4.1). The state is random
/// and told to the browser alone; nonce, code verifier and request id follow from it under a key of the vault, so the database holds nothing by which a sign-in
/// could be taken over.
/// </summary>
internal sealed class SignInStarts(ProviderDirectory directory, SignInAttemptStore attempts, ProviderLinks links, KeyVault vault, TimeProvider clock)
{
    public static readonly TimeSpan Length = TimeSpan.FromMinutes(10);

    /// <summary>How long what a provider has said waits for its browser, which is on its way.</summary>
    public static readonly TimeSpan AnswerLength = TimeSpan.FromMinutes(1);

    private const int SecretBytes = 32;
    private const string Answer = "sign-in-answer";

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
        var (state, browser, now) = (NewSecret(), NewSecret(), clock.GetUtcNow());
        var (place, query) = provider.IsSaml
            ? (new(provider.What.SsoUrl!), SamlRequest.Query(provider, links, RequestIdOf(state), state, fresh, now))
            : await AskAsync(provider, state, fresh, address, cancellationToken);
        await attempts.BeginAsync(
            Hash(state), new(Hash(browser), provider.Organisation.Value, provider.Id.Value, ReturnPath.Of(returnTo), fresh, replaces, now, now + Length), cancellationToken);
        var separator = place.Query.Length > 1 ? "&" : "?";
        return (new(place.AbsoluteUri + separator + string.Join('&', query.Select(part => $"{part.Key}={Uri.EscapeDataString(part.Value)}"))), browser);
    }

    /// <summary>Keeps what a provider has said of an attempt that was taken, until the browser comes for it.</summary>
    /// <returns>The state that the browser is to come with; nothing else opens the answer.</returns>
    public async Task<string> GoOnAsync(SignInAttempt attempt, byte[] answer, CancellationToken cancellationToken)
    {
        var state = NewSecret();
        await attempts.BeginAsync(Hash(state), attempt with { Answer = Envelope.Seal(Derive(Answer, state), Answer, answer), ExpiresAt = clock.GetUtcNow() + AnswerLength }, cancellationToken);
        return state;
    }

    /// <summary>What a provider has said of an attempt; null where it has said nothing.</summary>
    public byte[]? AnswerOf(SignInAttempt attempt, string state) => attempt.Answer is { } box ? Envelope.Open(Derive(Answer, state), Answer, box) : null;

    public string NonceOf(string state) => Base64Url.EncodeToString(Derive("nonce", state));

    public string VerifierOf(string state) => Base64Url.EncodeToString(Derive("verifier", state));

    /// <summary>An XML id begins with a letter or an underscore.</summary>
    public string RequestIdOf(string state) => $"_{Base64Url.EncodeToString(Derive("request", state))}";

    public static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));

    private async Task<(Uri Place, Dictionary<string, string> Query)> AskAsync(KnownProvider provider, string state, bool fresh, string? address, CancellationToken cancellationToken)
    {
        var metadata = await directory.MetadataAsync(provider, cancellationToken);
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
        return (metadata.Authorization, query);
    }

    private byte[] Derive(string what, string state) => HMACSHA256.HashData(vault.DeriveKey(VaultPurpose.SignInAttempt), Encoding.UTF8.GetBytes($"{what}\n{state}"));

    private static string NewSecret() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes));
}
