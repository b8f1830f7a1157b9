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
using SaaSGate.Postgres.Federation;

namespace SaaSGate.ControlPlane.Federation;

/// <summary>Whom security events are believed. No token changes it: events stop people's skills.</summary>
internal static class EventStreamEndpoints
{
    private const int LongestText = 500, LeastAuthorization = 16;

    public static void MapEventStreams(this IEndpointRouteBuilder api)
    {
        var streams = api.MapGroup("/identity-providers/{providerId:idp}/events").WithTags("Identity");
        streams.MapGroup("/").RequireAuthorization(Access.InspectPeoplePerson).MapGet("/", GetAsync).WithName("getEventStream");
        var people = streams.MapGroup("/").RequireAuthorization(Access.PeoplePerson);
        people.MapPut("/", SaveAsync).WithName("saveEventStream");
        people.MapDelete("/", DeleteAsync).WithName("deleteEventStream");
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
        ProviderLinks links,
        IOptions<ConnectionOptions> connections,
        HttpContext context,
        CancellationToken cancellationToken)
    {
        if (await providers.FindAsync(caller.OrganisationId, providerId, cancellationToken) is null)
            return (ProblemResult)PortalProblems.NotFound;
        var errors = new FieldErrors();
        var audience = errors.Text("audience", save.Audience, LongestText);
        var issuer = save.Issuer.Trim();
        if (ExportAddress.Normalize("https", issuer, connections.Value.AllowPrivateUpstreams) is null || new Uri(issuer).Query.Length > 0)
            errors.Add("issuer", "An address on the internet such as https://example.okta.com is needed here. Your operator can allow private networks.");
        var keys = string.IsNullOrWhiteSpace(save.KeysAddress) ? null : save.KeysAddress.Trim();
        if (keys is not null && ExportAddress.Normalize("https", keys, connections.Value.AllowPrivateUpstreams) is null)
            errors.Add("keysAddress", "An https address on the internet is needed here.");
        if (save.Authorization is { Length: > 0 } secret && (secret.Length is < LeastAuthorization or > LongestText || secret.Any(letter => letter is < ' ' or > '~')))
            errors.Add("authorization", $"{LeastAuthorization} to {LongestText} characters of ASCII are needed here.");
        if (errors.Any)
            return errors.ToProblem();
        if (ETags.TryReadIfMatch(ifMatch, out var expected) is { } missing)
            return missing;
        var before = await streams.FindAsync(caller.OrganisationId, providerId, cancellationToken);
        var draft = new EventStreamDraft(
            issuer,
            audience,
            keys,
            string.IsNullOrEmpty(save.Authorization) ? null : SignInStarts.Hash(save.Authorization),
            save.Authorization is null ? before?.AuthorizationHash is not null : save.Authorization.Length > 0,
            save.Enabled);
        if (await streams.SaveAsync(caller.OrganisationId, providerId, expected, draft, caller.Actor, cancellationToken) != FederationOutcome.Done
            || await streams.FindAsync(caller.OrganisationId, providerId, cancellationToken) is not { } saved)
            return (ProblemResult)PortalProblems.ChangedMeanwhile;
        ETags.Set(context, saved.Version);
        return TypedResults.Ok(View(providerId, saved, links));
    }

    private static async Task<Results<NoContent, ProblemResult>> DeleteAsync(
        Id<IdentityProvider> providerId, Caller caller, EventStreamStore streams, CancellationToken cancellationToken) =>
        await streams.DeleteAsync(caller.OrganisationId, providerId, caller.Actor, cancellationToken) ? TypedResults.NoContent() : (ProblemResult)PortalProblems.NotFound;

    private static EventStreamView View(Id<IdentityProvider> id, KnownStream stream, ProviderLinks links) => new(
        stream.Issuer, stream.Audience, stream.Enabled, stream.KeysAddress, stream.AuthorizationHash is not null, links.Events(id).AbsoluteUri, stream.LastAt, stream.VerifiedAt, stream.Version);
}
