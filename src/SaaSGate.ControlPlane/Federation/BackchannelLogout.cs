using System.Text.Json;
using SaaSGate.Contracts.Ids;
using SaaSGate.ControlPlane.Tokens;
using SaaSGate.Postgres.Federation;

namespace SaaSGate.ControlPlane.Federation;

/// <summary>
/// Ends sign-ins whose session ended at the identity provider (OpenID Connect Back-Channel Logout 1.0, section 2.6). It ends them at the portal and nothing
/// else: an ordinary logout stops no skill.
/// </summary>
internal sealed class BackchannelLogout(
    IdentityProviderStore providers, EventStreamStore events, ProviderTokens tokens, ProviderEnds ends, RefusedTokens refusals)
{
    public const string Event = "http://schemas.openid.net/event/backchannel-logout";

    private static readonly TimeSpan LongestAge = TimeSpan.FromMinutes(10);
    // Section 2.4 recommends the type, and leaves it to whoever is older than that.
    private static readonly string[] Types = ["logout+jwt", "JWT", ""];

    /// <returns>Why the token does not count; null where it did.</returns>
    /// <exception cref="ProviderException">The provider's keys are not to be had.</exception>
    public async Task<string?> HandleAsync(Id<IdentityProvider> id, string text, CancellationToken cancellationToken)
    {
        if (await providers.FindEnabledAsync(id, cancellationToken) is not { IsSaml: false } provider)
            return "provider";
        var (token, why) = await tokens.ReadAsync(provider, text, new(provider.Issuer, [provider.What.ClientId], Types, Expires: true, LongestAge), cancellationToken);
        if (token is null)
            return await RefuseAsync(provider, why!, cancellationToken);
        if (!token.Claims.TryGetProperty("events", out var told) || told.ValueKind != JsonValueKind.Object || !told.TryGetProperty(Event, out var logout) || logout.ValueKind != JsonValueKind.Object)
            return await RefuseAsync(provider, "events", cancellationToken);
        // An ID token is never taken for a logout token.
        if (token.Has("nonce"))
            return await RefuseAsync(provider, "nonce", cancellationToken);
        var (subject, session) = (token.Text("sub"), token.Text("sid"));
        if (subject is null && session is null)
            return await RefuseAsync(provider, "sub", cancellationToken);
        if (token.TakenHash is not { } hash || await events.WasTakenAsync(provider.Organisation, id, hash, cancellationToken))
            return await RefuseAsync(provider, "jti", cancellationToken);

        // What is ended is audited too, even where the provider hangs up in between.
        var ended = await ends.EndAsync(provider.Organisation, id, subject, session, CancellationToken.None);
        return await events.TakeAsync(provider, hash, [Event], "person.signed_out_there", id.Value, new { subject, session, signIns = ended }, CancellationToken.None)
            ? null
            : await RefuseAsync(provider, "jti", CancellationToken.None);
    }

    private async Task<string> RefuseAsync(KnownProvider provider, string why, CancellationToken cancellationToken)
    {
        await refusals.TellAsync(provider.Organisation, "logout_token.refused", provider.Id.Value, why, new(provider.Id.Value, provider.What.Name), 1, cancellationToken);
        return why;
    }
}
