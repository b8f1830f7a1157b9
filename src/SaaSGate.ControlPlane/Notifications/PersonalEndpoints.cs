using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using SaaSGate.Contracts.Ids;
using SaaSGate.Contracts.Problems;
using SaaSGate.ControlPlane.Connections;
using SaaSGate.ControlPlane.Http;
using SaaSGate.ControlPlane.Identity;
using SaaSGate.ControlPlane.Vault;
using SaaSGate.Postgres.Notifications;

namespace SaaSGate.ControlPlane.Notifications;

/// <summary>How the caller, a person, is told.</summary>
internal static class PersonalEndpoints
{
    public static void MapPersonalNotifications(this IEndpointRouteBuilder api)
    {
        var own = api.MapGroup("/notifications").WithTags("Notifications").RequireAuthorization(Access.Person);
        own.MapGet("/", GetAsync).WithName("getNotificationSettings");
        own.MapPut("/", SaveAsync).WithName("saveNotificationSettings");
        own.MapPost("/browsers", SubscribeAsync).WithName("subscribeBrowser");
        own.MapPost("/browsers/end", UnsubscribeAsync).WithName("unsubscribeBrowser");
        own.MapPost("/links", LinkAsync).WithName("linkPerson");
        own.MapPost("/links/end", UnlinkAsync).WithName("unlinkPerson");
    }

    private static async Task<Ok<PersonalView>> GetAsync(Caller caller, PersonalStore people, PushKey push, CancellationToken cancellationToken)
    {
        var settings = await people.FindAsync(caller.OrganisationId, caller.ActorId, cancellationToken);
        return TypedResults.Ok(new PersonalView(
            settings.Sound, settings.Desktop, settings.LeastSeverity, push.Public, await people.CountBrowsersAsync(caller.OrganisationId, caller.ActorId, cancellationToken)));
    }

    private static async Task<Results<Ok<PersonalView>, ProblemResult>> SaveAsync(
        SavePersonalSettings save, Caller caller, PersonalStore people, PushKey push, CancellationToken cancellationToken)
    {
        if (save.LeastSeverity is not ("low" or "medium" or "high"))
            return FieldErrors.One("leastSeverity", "One of low, medium and high is needed here.");
        await people.SaveAsync(caller.OrganisationId, caller.Actor, new(save.Sound, save.Desktop, save.LeastSeverity), cancellationToken);
        return await GetAsync(caller, people, push, cancellationToken);
    }

    private static async Task<Results<NoContent, ProblemResult>> SubscribeAsync(
        PushEndpoint browser, Caller caller, PersonalStore people, KeyVault vault, IOptions<ConnectionOptions> options, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (!browser.IsUsable(options.Value.AllowPrivateUpstreams))
            return FieldErrors.One("endpoint", "A subscription as the browser gave it is needed here.");
        var id = Id<PushSubscription>.New(clock);
        var box = vault.Seal(VaultPurpose.PushSubscription(caller.OrganisationId.Value, id.Value), JsonSerializer.SerializeToUtf8Bytes(browser));
        return await people.SubscribeAsync(caller.OrganisationId, id, caller.Actor, HashOf(browser.Endpoint), box, cancellationToken)
            ? TypedResults.NoContent()
            : (ProblemResult)PortalProblems.TooMany;
    }

    private static async Task<NoContent> UnsubscribeAsync(EndPush end, Caller caller, PersonalStore people, CancellationToken cancellationToken)
    {
        await people.UnsubscribeAsync(caller.OrganisationId, caller.Actor, HashOf(end.Endpoint), cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<Results<NoContent, ProblemResult>> LinkAsync(
        LinkPerson link, Caller caller, ChannelMarks marks, PersonalStore people, CancellationToken cancellationToken) =>
        marks.ReadLink(caller.OrganisationId.Value, link.Ticket) is { } read
        && await people.LinkAsync(caller.OrganisationId, read.Channel, read.External, caller.Actor, cancellationToken)
            ? TypedResults.NoContent()
            : (ProblemResult)PortalProblems.LinkEnded;

    private static async Task<NoContent> UnlinkAsync(EndLink end, Caller caller, PersonalStore people, CancellationToken cancellationToken)
    {
        await people.UnlinkAsync(caller.OrganisationId, end.ChannelId, caller.Actor, cancellationToken);
        return TypedResults.NoContent();
    }

    private static byte[] HashOf(string endpoint) => SHA256.HashData(Encoding.UTF8.GetBytes(endpoint));
}
