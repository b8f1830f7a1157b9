using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using SaaSGate.Contracts.Ids;
using SaaSGate.Contracts.Problems;
using SaaSGate.ControlPlane.Connections;
using SaaSGate.ControlPlane.Exports;
using SaaSGate.ControlPlane.Http;
using SaaSGate.ControlPlane.Identity;
using SaaSGate.ControlPlane.Vault;
using SaaSGate.Postgres.Federation;

namespace SaaSGate.ControlPlane.Federation;

/// <summary>Whom security events are believed. No token changes it: events stop people's skills.</summary>
internal static class EventStreamEndpoints
{
    private const int LongestText = 500, LeastAuthorization = 16, LongestToken = 4000;

    public static void MapEventStreams(this IEndpointRouteBuilder api)
    {
        var streams = api.MapGroup("/identity-providers/{providerId:idp}/events").WithTags("Identity");
        streams.MapGroup("/").RequireAuthorization(Access.InspectPeoplePerson).MapGet("/", GetAsync).WithName("getEventStream");
        var people = streams.MapGroup("/").RequireAuthorization(Access.PeoplePerson);
        people.MapPut("/", SaveAsync).WithName("saveEventStream").AddEndpointFilter<FreshSignInNeeded>();
        people.MapPost("/set-up", SetUpAsync).WithName("setUpEventStream").AddEndpointFilter<FreshSignInNeeded>();
        people.MapPost("/verify", VerifyAsync).WithName("verifyEventStream");
        people.MapDelete("/", DeleteAsync).WithName("deleteEventStream").AddEndpointFilter<FreshSignInNeeded>();
    }

    private static async Task<Results<Ok<EventStreamView>, ProblemResult>> GetAsync(
        Id<IdentityProvider> providerId, Caller caller, EventStreamStore streams, ProviderLinks links, HttpContext context, CancellationToken cancellationToken)
    {
        if (await streams.FindAsync(caller.OrganisationId, providerId, cancellationToken) is not { } stream)
            return (ProblemResult)PortalProblems.NotFound;
        ETags.Set(context, stream.Version);
        return TypedResults.Ok(View(providerId, stream, links));
    }

    /// <summary>If-Match is <c>"0"</c> for a stream that is not there yet.</summary>
    private static async Task<Results<Ok<EventStreamView>, ProblemResult>> SaveAsync(
        Id<IdentityProvider> providerId,
        SaveEventStream save,
        [FromHeader(Name = "If-Match")] string? ifMatch,
        Caller caller,
        IdentityProviderStore providers,
        EventStreamStore streams,
        EventKeys eventKeys,
        ProviderLinks links,
        KeyVault vault,
        IOptions<ConnectionOptions> connections,
        HttpContext context,
        CancellationToken cancellationToken)
    {
        if (await providers.FindAsync(caller.OrganisationId, providerId, cancellationToken) is null)
            return (ProblemResult)PortalProblems.NotFound;
        var errors = new FieldErrors();
        var audience = errors.Text("audience", save.Audience, LongestText);
        var issuer = Issuer(save.Issuer, connections.Value, errors);
        var keys = string.IsNullOrWhiteSpace(save.KeysAddress) ? null : save.KeysAddress.Trim();
        if (keys is not null && ExportAddress.Normalize("https", keys, connections.Value.AllowPrivateUpstreams) is null)
            errors.Add("keysAddress", "An https address on the internet is needed here.");
        if (save.Authorization is { Length: > 0 } secret && (secret.Length is < LeastAuthorization or > LongestText || secret.Any(letter => letter is < ' ' or > '~')))
            errors.Add("authorization", $"{LeastAuthorization} to {LongestText} characters of ASCII are needed here.");
        CheckDelivery(save.Delivery, errors);
        CheckToken(save.AccessToken, errors);
        var polls = save.Delivery == "poll";
        var pollAddress = polls && !string.IsNullOrWhiteSpace(save.PollAddress) ? save.PollAddress.Trim() : null;
        var before = await streams.FindAsync(caller.OrganisationId, providerId, cancellationToken);
        var hasToken = save.AccessToken is null ? before?.TokenSealed is not null : save.AccessToken.Length > 0;
        if (polls && ExportAddress.Normalize("https", pollAddress, connections.Value.AllowPrivateUpstreams) is null)
            errors.Add("pollAddress", "An https address on the internet is needed here, from which events are fetched.");
        // A token goes along to no other place than the one that it was entered for.
        else if (save.AccessToken is null && hasToken && (IsElsewhere(issuer, before!.Issuer) || (polls && IsElsewhere(pollAddress!, before.PollAddress ?? before.Issuer))))
            errors.Add("accessToken", "Enter the token again for another address, or an empty one to take it away.");
        if (polls && !hasToken)
            errors.Add("accessToken", "A token is needed here, with which events are fetched.");
        if (save.StreamId is { Length: > LongestText })
            errors.Add("streamId", $"At most {LongestText} characters fit here.");
        if (errors.Any)
            return errors.ToProblem();
        if (ETags.TryReadIfMatch(ifMatch, out var expected) is { } missing)
            return missing;
        var draft = new EventStreamDraft(
            issuer,
            audience,
            keys,
            string.IsNullOrEmpty(save.Authorization) ? null : SignInStarts.Hash(save.Authorization),
            save.Authorization is null ? before?.AuthorizationHash is not null : save.Authorization.Length > 0,
            KeepsOther: false,
            save.Enabled,
            save.Delivery,
            pollAddress,
            string.IsNullOrEmpty(save.AccessToken) ? null : Seal(vault, caller, providerId, save.AccessToken),
            hasToken,
            string.IsNullOrWhiteSpace(save.StreamId) ? null : save.StreamId.Trim());
        return await KeepAsync(providerId, expected, draft, caller, streams, eventKeys, links, context, cancellationToken);
    }

    /// <summary>Makes the stream at the transmitter, or changes it there, and keeps what the transmitter says. If-Match is <c>"0"</c> for a stream that is not there yet.</summary>
    private static async Task<Results<Ok<EventStreamView>, ProblemResult>> SetUpAsync(
        Id<IdentityProvider> providerId,
        SetUpEventStream wanted,
        [FromHeader(Name = "If-Match")] string? ifMatch,
        Caller caller,
        IdentityProviderStore providers,
        EventStreamStore streams,
        EventTransmitter transmitter,
        EventKeys eventKeys,
        ProviderLinks links,
        KeyVault vault,
        IOptions<ConnectionOptions> connections,
        HttpContext context,
        CancellationToken cancellationToken)
    {
        if (await providers.FindAsync(caller.OrganisationId, providerId, cancellationToken) is not { } provider)
            return (ProblemResult)PortalProblems.NotFound;
        var errors = new FieldErrors();
        var issuer = Issuer(wanted.Issuer, connections.Value, errors);
        CheckDelivery(wanted.Delivery, errors);
        CheckToken(wanted.AccessToken, errors);
        if (wanted.AccessToken.Length == 0)
            errors.Add("accessToken", "A token is needed here, with which the transmitter lets receivers set up streams.");
        if (errors.Any)
            return errors.ToProblem();
        if (ETags.TryReadIfMatch(ifMatch, out var expected) is { } missing)
            return missing;
        var before = await streams.FindAsync(caller.OrganisationId, providerId, cancellationToken);
        if ((before?.Version ?? 0) != expected)
            return (ProblemResult)PortalProblems.ChangedMeanwhile;
        var authorization = wanted.Delivery == "push" ? $"Bearer {SecretText.Create("sgv_")}" : null;
        // The transmitter may use it before this answer is known here.
        if (!await streams.AnnounceAsync(caller.OrganisationId, providerId, authorization is null ? null : SignInStarts.Hash(authorization), caller.Actor, cancellationToken))
            return (ProblemResult)PortalProblems.BeyondYou;
        try
        {
            var (streamId, audience, pollAddress) = await transmitter.SetUpAsync(
                provider, issuer, wanted.AccessToken, before?.Issuer == issuer ? before.StreamId : null, authorization is null ? null : (links.Events(providerId), authorization), cancellationToken);
            var draft = new EventStreamDraft(
                issuer, audience, null, authorization is null ? null : SignInStarts.Hash(authorization), authorization is not null, KeepsOther: true, Enabled: true, wanted.Delivery, pollAddress?.AbsoluteUri,
                Seal(vault, caller, providerId, wanted.AccessToken), true, streamId);
            return await KeepAsync(providerId, expected, draft, caller, streams, eventKeys, links, context, cancellationToken);
        }
        catch (ProviderException refused)
        {
            return FieldErrors.One("issuer", refused.Message);
        }
    }

    /// <summary>Asks the transmitter for a verification event; it comes as all events do.</summary>
    private static async Task<Results<Accepted, ProblemResult>> VerifyAsync(
        Id<IdentityProvider> providerId,
        Caller caller,
        IdentityProviderStore providers,
        EventStreamStore streams,
        EventTransmitter transmitter,
        KeyVault vault,
        CancellationToken cancellationToken)
    {
        if (await providers.FindAsync(caller.OrganisationId, providerId, cancellationToken) is not { } provider || await streams.FindAsync(caller.OrganisationId, providerId, cancellationToken) is not { } stream)
            return (ProblemResult)PortalProblems.NotFound;
        if (stream is not { StreamId: { } streamId, TokenSealed: { } box })
            return FieldErrors.One("streamId", "The transmitter's id of the stream and an access token are needed to ask for a verification.");
        var state = SecretText.Create("sgs_");
        await streams.ExpectAsync(caller.OrganisationId, providerId, state, caller.Actor, cancellationToken);
        try
        {
            var token = Encoding.UTF8.GetString(vault.Open(VaultPurpose.EventStreamToken(caller.OrganisationId.Value, providerId.Value), box));
            await transmitter.VerifyAsync(provider, stream.Issuer, token, streamId, state, cancellationToken);
            return TypedResults.Accepted((string?)null);
        }
        catch (ProviderException refused)
        {
            return FieldErrors.One("streamId", refused.Message);
        }
    }

    private static async Task<Results<Ok<EventStreamView>, ProblemResult>> KeepAsync(
        Id<IdentityProvider> providerId, long expected, EventStreamDraft draft, Caller caller, EventStreamStore streams, EventKeys keys, ProviderLinks links, HttpContext context, CancellationToken cancellationToken)
    {
        var outcome = await streams.SaveAsync(caller.OrganisationId, providerId, expected, draft, caller.Actor, cancellationToken);
        if (outcome == FederationOutcome.Beyond)
            return (ProblemResult)PortalProblems.BeyondYou;
        if (outcome != FederationOutcome.Done || await streams.FindAsync(caller.OrganisationId, providerId, cancellationToken) is not { } saved)
            return (ProblemResult)PortalProblems.ChangedMeanwhile;
        if (saved.Enabled)
            keys.LookNow();
        ETags.Set(context, saved.Version);
        return TypedResults.Ok(View(providerId, saved, links));
    }

    private static string Issuer(string said, ConnectionOptions options, FieldErrors errors)
    {
        var issuer = said.Trim();
        if (ExportAddress.Normalize("https", issuer, options.AllowPrivateUpstreams) is null || new Uri(issuer).Query.Length > 0)
            errors.Add("issuer", "An address on the internet such as https://example.okta.com is needed here. Your operator can allow private networks.");
        return issuer;
    }

    private static void CheckDelivery(string delivery, FieldErrors errors)
    {
        if (delivery is not ("push" or "poll"))
            errors.Add("delivery", "This is push or poll.");
    }

    private static void CheckToken(string? token, FieldErrors errors)
    {
        if (token is { Length: > LongestToken } || token?.Any(letter => letter is <= ' ' or > '~') == true)
            errors.Add("accessToken", $"At most {LongestToken} characters of ASCII without spaces fit here.");
    }

    private static byte[] Seal(KeyVault vault, Caller caller, Id<IdentityProvider> providerId, string token) =>
        vault.Seal(VaultPurpose.EventStreamToken(caller.OrganisationId.Value, providerId.Value), Encoding.UTF8.GetBytes(token));

    /// <summary>Removes it here, and where that can be done at the transmitter.</summary>
    private static async Task<Results<NoContent, ProblemResult>> DeleteAsync(
        Id<IdentityProvider> providerId,
        Caller caller,
        IdentityProviderStore providers,
        EventStreamStore streams,
        EventTransmitter transmitter,
        KeyVault vault,
        CancellationToken cancellationToken)
    {
        var stream = await streams.FindAsync(caller.OrganisationId, providerId, cancellationToken);
        switch (await streams.DeleteAsync(caller.OrganisationId, providerId, caller.Actor, cancellationToken))
        {
            case FederationOutcome.Beyond:
                return (ProblemResult)PortalProblems.BeyondYou;
            case not FederationOutcome.Done:
                return (ProblemResult)PortalProblems.NotFound;
        }

        if (stream is { StreamId: { } streamId, TokenSealed: { } box } && await providers.FindAsync(caller.OrganisationId, providerId, cancellationToken) is { } provider)
        {
            try
            {
                await transmitter.RemoveAsync(
                    provider, stream.Issuer, Encoding.UTF8.GetString(vault.Open(VaultPurpose.EventStreamToken(caller.OrganisationId.Value, providerId.Value), box)), streamId, cancellationToken);
            }
            catch (ProviderException)
            {
                // What it sends on is refused.
            }
        }

        return TypedResults.NoContent();
    }

    private static bool IsElsewhere(string address, string before) =>
        Uri.TryCreate(address, UriKind.Absolute, out var now) && new Uri(before).GetLeftPart(UriPartial.Authority) != now.GetLeftPart(UriPartial.Authority);

    private static EventStreamView View(Id<IdentityProvider> id, KnownStream stream, ProviderLinks links) => new(
        stream.Issuer, stream.Audience, stream.Enabled, stream.KeysAddress, stream.AuthorizationHash is not null, links.Events(id).AbsoluteUri, stream.Delivery, stream.PollAddress,
        stream.TokenSealed is not null, stream.StreamId, stream.PolledAt, stream.Failure, stream.LastAt, stream.VerifiedAt, stream.Version);
}
