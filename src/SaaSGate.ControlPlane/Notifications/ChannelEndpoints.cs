using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using SaaSGate.Contracts.Ids;
using SaaSGate.Contracts.Problems;
using SaaSGate.ControlPlane.Connections;
using SaaSGate.ControlPlane.Http;
using SaaSGate.ControlPlane.Identity;
using SaaSGate.ControlPlane.Vault;
using SaaSGate.Postgres;
using SaaSGate.Postgres.Notifications;

namespace SaaSGate.ControlPlane.Notifications;

/// <summary>The ways by which people of the organisation are told, and what became of each message.</summary>
internal static class ChannelEndpoints
{
    public static void MapChannels(this IEndpointRouteBuilder api)
    {
        var channels = api.MapGroup("/channels").WithTags("Notifications");
        var inspect = channels.MapGroup("/").RequireAuthorization(Access.Inspect);
        inspect.MapGet("/", ListAsync).WithName("listChannels");
        inspect.MapGet("/{channelId:chn}", GetAsync).WithName("getChannel");
        inspect.MapGet("/{channelId:chn}/messages", MessagesAsync).WithName("listMessages");
        var manage = channels.MapGroup("/").RequireAuthorization(Access.Manage);
        manage.MapPost("/", CreateAsync).WithName("createChannel");
        manage.MapPut("/{channelId:chn}", UpdateAsync).WithName("updateChannel");
        manage.MapDelete("/{channelId:chn}", DeleteAsync).WithName("deleteChannel");
        manage.MapPost("/{channelId:chn}/test", TestAsync).WithName("testChannel");
        manage.MapPost("/{channelId:chn}/messages/{notificationId:ntf}/retry", RetryAsync).WithName("retryMessage");
    }

    private static async Task<Results<Ok<Page<ChannelView>>, ProblemResult>> ListAsync(
        [AsParameters] PageQuery page, Caller caller, ChannelStore channels, PortalLinks links, CancellationToken cancellationToken)
    {
        if (!Cursor.TryRead(page.Cursor, 1, out var after))
            return Cursor.Problem();
        var rows = await channels.ListAsync(caller.OrganisationId, after[0], page.Size + 1, cancellationToken);
        return TypedResults.Ok(rows.ConvertAll(row => ChannelView.Of(row, links)).ToPage(page.Size, row => Cursor.Of(row.Name)));
    }

    private static async Task<Results<Ok<ChannelView>, ProblemResult>> GetAsync(
        Id<NotificationChannel> channelId, Caller caller, ChannelStore channels, PortalLinks links, HttpContext context, CancellationToken cancellationToken)
    {
        if (await channels.FindAsync(caller.OrganisationId, channelId.Value, cancellationToken) is not { } row)
            return (ProblemResult)PortalProblems.NotFound;
        ETags.Set(context, row.Version);
        return TypedResults.Ok(ChannelView.Of(row, links));
    }

    private static async Task<Results<Created<ChannelView>, ProblemResult>> CreateAsync(
        SaveChannel save, Caller caller, ChannelStore channels, KeyVault vault, IOptions<ConnectionOptions> options, PortalLinks links, TimeProvider clock, HttpContext context,
        CancellationToken cancellationToken)
    {
        var secrets = (save.Secrets ?? new()).Over(new());
        if (ChannelCheck.Of(save, secrets, null, caller.SignInId is not null, options.Value.AllowPrivateUpstreams) is { Any: true } errors)
            return errors.ToProblem();
        var id = Id<NotificationChannel>.New(clock);
        if (!await channels.CreateAsync(caller.OrganisationId, id, Draft(save, secrets, vault, caller.OrganisationId, id), caller.Actor, cancellationToken))
            return (ProblemResult)PortalProblems.NameTaken;
        var made = (await channels.FindAsync(caller.OrganisationId, id.Value, cancellationToken))!;
        ETags.Set(context, made.Version);
        return TypedResults.Created($"/api/v1/channels/{id}", ChannelView.Of(made, links));
    }

    private static async Task<Results<Ok<ChannelView>, ProblemResult>> UpdateAsync(
        Id<NotificationChannel> channelId, SaveChannel save, [FromHeader(Name = "If-Match")] string? ifMatch, Caller caller, ChannelStore channels, Messenger messenger, KeyVault vault,
        IOptions<ConnectionOptions> options, PortalLinks links, HttpContext context, CancellationToken cancellationToken)
    {
        if (await channels.FindAsync(caller.OrganisationId, channelId.Value, cancellationToken) is not { } before)
            return (ProblemResult)PortalProblems.NotFound;
        if (ETags.TryReadIfMatch(ifMatch, out var expected) is { } refusal)
            return refusal;
        if (save.Kind != before.Kind)
            return FieldErrors.One("kind", "The kind of a channel stays. Add another channel.");
        if (expected != before.Version)
            return (ProblemResult)PortalProblems.ChangedMeanwhile;
        // Who turns a channel elsewhere has to know its secrets: they are not sent to an address that somebody else chose.
        var (settings, known) = (ChannelView.SettingsOf(before), messenger.SecretsOf(caller.OrganisationId, before));
        var secrets = (save.Secrets ?? new()).Over(save.Kind != "slack" && IsMoved(settings, save.Settings) ? new() : known);
        if (ChannelCheck.Of(save, secrets, (settings, known), caller.SignInId is not null, options.Value.AllowPrivateUpstreams) is { Any: true } errors)
            return errors.ToProblem();
        var outcome = await channels.UpdateAsync(
            caller.OrganisationId, channelId.Value, expected, Draft(save, secrets, vault, caller.OrganisationId, channelId), secrets == known, caller.Actor, cancellationToken);
        if (outcome != ChannelSave.Saved)
            return (ProblemResult)(outcome switch
            {
                ChannelSave.NotFound => PortalProblems.NotFound,
                ChannelSave.NameTaken => PortalProblems.NameTaken,
                _ => PortalProblems.ChangedMeanwhile,
            });
        var changed = (await channels.FindAsync(caller.OrganisationId, channelId.Value, cancellationToken))!;
        ETags.Set(context, changed.Version);
        return TypedResults.Ok(ChannelView.Of(changed, links));
    }

    private static async Task<Results<NoContent, ProblemResult>> DeleteAsync(Id<NotificationChannel> channelId, Caller caller, ChannelStore channels, CancellationToken cancellationToken) =>
        await channels.DeleteAsync(caller.OrganisationId, channelId.Value, caller.Actor, cancellationToken) ? TypedResults.NoContent() : (ProblemResult)PortalProblems.NotFound;

    private static async Task<Results<Ok<ChannelTest>, ProblemResult>> TestAsync(
        Id<NotificationChannel> channelId, Caller caller, ChannelStore channels, IGrainFactory grains, CancellationToken cancellationToken) =>
        await channels.AuditTestAsync(caller.OrganisationId, channelId.Value, caller.Actor, cancellationToken)
            ? TypedResults.Ok(new ChannelTest(await grains.GetGrain<INotifierGrain>(GrainKeys.Of(caller.OrganisationId.Value, channelId.Value)).TestAsync()))
            : (ProblemResult)PortalProblems.NotFound;

    private static async Task<Results<Ok<Page<NotificationView>>, ProblemResult>> MessagesAsync(
        Id<NotificationChannel> channelId, [AsParameters] PageQuery page, Caller caller, ChannelStore channels, NotificationStore notifications, CancellationToken cancellationToken)
    {
        if (!Cursor.TryRead(page.Cursor, 1, out var before))
            return Cursor.Problem();
        if (await channels.FindAsync(caller.OrganisationId, channelId.Value, cancellationToken) is null)
            return (ProblemResult)PortalProblems.NotFound;
        var rows = await notifications.ListAsync(caller.OrganisationId, channelId.Value, before[0], page.Size + 1, cancellationToken);
        return TypedResults.Ok(rows.ToPage(page.Size, row => Cursor.Of(row.Id)));
    }

    private static async Task<Results<NoContent, ProblemResult>> RetryAsync(
        Id<NotificationChannel> channelId, Id<Notification> notificationId, Caller caller, NotificationStore notifications, CancellationToken cancellationToken) =>
        await notifications.RetryAsync(caller.OrganisationId, channelId.Value, notificationId.Value, caller.Actor, cancellationToken)
            ? TypedResults.NoContent()
            : (ProblemResult)PortalProblems.NotFound;

    private static bool IsMoved(ChannelSettings before, ChannelSettings now) =>
        (before.Address ?? "") != (now.Address?.Trim() ?? "") || (before.Host ?? "") != (now.Host?.Trim() ?? "") || before.Port != now.Port
        || (before.Tls ?? "") != (now.Tls ?? "") || (before.Authority ?? "").Trim() != (now.Authority ?? "").Trim();

    private static ChannelDraft Draft(SaveChannel save, ChannelSecrets secrets, KeyVault vault, Id<Organisation> organisation, Id<NotificationChannel> id) => new(
        save.Name.Trim(), save.Kind, ChannelCheck.Stored(save),
        vault.Seal(VaultPurpose.ChannelSecret(organisation.Value, id.Value), JsonSerializer.SerializeToUtf8Bytes(secrets)), secrets.Names(),
        [.. save.Events.Distinct()], save.LeastSeverity, [.. save.Labels], [.. save.Rules], save.NamedOnly, save.Detail, save.Enabled);
}
