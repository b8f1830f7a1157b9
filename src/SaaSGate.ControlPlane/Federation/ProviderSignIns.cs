using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Logging;
using SaaSGate.Contracts.Ids;
using SaaSGate.ControlPlane.Identity;
using SaaSGate.ControlPlane.Live;
using SaaSGate.ControlPlane.Vault;
using SaaSGate.Postgres.Audit;
using SaaSGate.Postgres.Federation;
using SaaSGate.Postgres.Identity;
using SaaSGate.Postgres.Organisations;

namespace SaaSGate.ControlPlane.Federation;

/// <summary>
/// Takes a browser back from an identity provider: the attempt is taken once and belongs to this browser and this provider; the code is exchanged;
/// the ID token is believed or not; the person is found or becomes a member; the sign-in begins.
/// </summary>
internal sealed partial class ProviderSignIns(
    SignInAttemptStore attempts,
    SignInStarts starts,
    IdentityProviderStore providers,
    ProviderDirectory directory,
    ProviderCalls calls,
    ProviderTokens tokens,
    LinkedIdentityStore identities,
    ProviderLinks links,
    UserManager<SaaSGateUser> users,
    PortalSessions sessions,
    AuditStore audit,
    LiveNotices notices,
    KeyVault vault,
    TimeProvider clock,
    ILogger<ProviderSignIns> logger)
{
    private const int LongestSubject = 255;
    private static readonly TimeSpan TokenAge = TimeSpan.FromMinutes(10);

    /// <summary>Where the browser goes now: into the portal, or to the sign-in page, which says what went wrong by a code.</summary>
    public async Task<string> FinishAsync(HttpContext context, Id<IdentityProvider> id, string? browser, CancellationToken cancellationToken)
    {
        // 1. The attempt, which nobody can take twice.
        var answer = SignInAnswer.From(context.Request.Query);
        if (answer.State is not { } state || await attempts.TakeAsync(SignInStarts.Hash(state), cancellationToken) is not { } attempt || attempt.ProviderId != id.Value
            || await providers.FindEnabledAsync(id, cancellationToken) is not { } provider || provider.Organisation.Value != attempt.OrganisationId)
        {
            Log.Unknown(logger, id.Value);
            return Refused("over");
        }

        try
        {
            // 2. This browser began it, and this provider answers it.
            if (browser is null || !CryptographicOperations.FixedTimeEquals(SignInStarts.Hash(browser), attempt.BrowserHash))
                return await RefuseAsync(provider, "over", "another browser began it", cancellationToken);
            var metadata = await directory.MetadataAsync(provider, cancellationToken);
            if (answer.Issuer is null ? metadata.NamesItself : answer.Issuer != provider.Issuer)
                return await RefuseAsync(provider, "mismatch", "iss", cancellationToken);
            if (answer.Code is null)
                return await RefuseAsync(provider, "refused", answer.Error is "access_denied" or "login_required" or "consent_required" ? answer.Error : "no code", cancellationToken);

            // 3. Code against tokens, and what they say.
            var (token, claims, why) = await ExchangeAsync(provider, metadata, answer.Code, state, cancellationToken);
            if (token is null)
                return await RefuseAsync(provider, "mismatch", why, cancellationToken);
            var provenAt = token.Time("auth_time");
            if (attempt.Fresh && !(provenAt >= attempt.StartedAt - ProviderTokens.Skew))
                return await RefuseAsync(provider, "mismatch", "auth_time", cancellationToken);

            // 4. The person, and the sign-in.
            var subject = token.Text("sub")!;
            var (member, refusal) = await PersonAsync(provider, ProviderClaims.Read(provider, subject, claims), cancellationToken);
            if (member is null)
                return await RefuseAsync(provider, refusal!, subject, cancellationToken);
            // Whom the directory made a member has no account before the first sign-in.
            var user = await users.FindByIdAsync(member.Id) ?? await AccountAsync(member.Id, member.DisplayName);
            var session = token.Text("sid") is { Length: <= LongestSubject } sid ? sid : null;
            await sessions.BeginAsync(
                context, user, member, new(provider.Organisation, provider.Id, subject, session), provenAt ?? DateTimeOffset.UnixEpoch, attempt.Replaces, cancellationToken);
            return attempt.ReturnTo;
        }
        catch (ProviderException failure)
        {
            return await RefuseAsync(provider, "unreachable", failure.Message, cancellationToken);
        }
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
        if (Text(answer, "id_token") is not { } text)
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
        if (ProviderClaims.Suffice(provider, token.Claims) || metadata.UserInfo is null || Text(answer, "access_token") is not { } access)
            return (token, [token.Claims], null);
        var more = await calls.GetAsync(metadata.UserInfo, provider.What.Authority, access, cancellationToken);
        // Section 5.3.2: without the same subject it is another person's.
        return Text(more, "sub") == subject ? (token, [token.Claims, more], null) : (null, [], "sub of userinfo");
    }

    private async Task<(MemberView? Member, string? Refusal)> PersonAsync(KnownProvider provider, NamedSubject named, CancellationToken cancellationToken)
    {
        // Once more where two sign-ins of somebody new came at the same time.
        for (var round = 0; round < 2; round++)
        {
            var (outcome, member, appended) = await identities.ResolveAsync(provider, named, cancellationToken);
            if (appended is not null)
                notices.FeedAdvanced(provider.Organisation.Value, appended);
            // Whose groups give something else than before has that wherever they are signed in.
            if (appended is not null && member is not null)
                notices.SignInEnded(new(provider.Organisation.Value, member.Id, null, Everywhere: false));
            if (outcome != LinkOutcome.Nobody)
                return outcome == LinkOutcome.Member ? (member, null) : (null, CodeOf(outcome));

            var id = Id<User>.New(clock);
            var user = await AccountAsync(id.Value, named.DisplayName);
            var (made, joined) = await identities.AddAsync(provider, named, id, cancellationToken);
            if (made)
            {
                notices.FeedAdvanced(provider.Organisation.Value, joined!);
                return (new(id.Value, named.DisplayName, named.Email!, named.Roles), null);
            }

            await users.DeleteAsync(user);
        }

        return (null, CodeOf(LinkOutcome.AddressTaken));
    }

    /// <summary>An account that no address finds: an organisation's provider says nothing about who somebody is elsewhere.</summary>
    private async Task<SaaSGateUser> AccountAsync(string id, string name)
    {
        var user = new SaaSGateUser { Id = id, UserName = id, Email = $"{id}@people.invalid", DisplayName = name, LockoutEnabled = true };
        return await users.CreateAsync(user) is { Succeeded: false } failed ? throw new InvalidOperationException($"An account could not be made: {failed}") : user;
    }

    private async Task<string> RefuseAsync(KnownProvider provider, string code, string? why, CancellationToken cancellationToken)
    {
        await audit.AppendAsync(
            provider.Organisation, clock, new(provider.Id.Value, provider.What.Name), "person.sign_in_refused", provider.Id.Value, new { code, why }, cancellationToken);
        return Refused(code);
    }

    private static string Refused(string code) => $"/sign-in?refused={code}";

    private static string? CodeOf(LinkOutcome outcome) => outcome switch
    {
        LinkOutcome.Member or LinkOutcome.Nobody => null,
        LinkOutcome.Left => "left",
        LinkOutcome.NoRole => "no_role",
        LinkOutcome.NoAddress => "no_address",
        LinkOutcome.AddressTaken => "address_taken",
        LinkOutcome.Beyond => "beyond",
        _ => "unknown",
    };

    private static string? Text(JsonElement answer, string name) => answer.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "A sign-in by {Provider} that nobody here began, or that is over, was refused.")]
        public static partial void Unknown(ILogger logger, string provider);
    }
}
