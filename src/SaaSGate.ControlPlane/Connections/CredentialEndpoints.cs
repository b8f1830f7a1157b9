using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using SaaSGate.Contracts.Ids;
using SaaSGate.Contracts.Problems;
using SaaSGate.Contracts.RegionLink;
using SaaSGate.ControlPlane.Http;
using SaaSGate.ControlPlane.Identity;
using SaaSGate.ControlPlane.Live;
using SaaSGate.ControlPlane.Vault;
using SaaSGate.Postgres.Connections;
using SaaSGate.Postgres.Live;

namespace SaaSGate.ControlPlane.Connections;

/// <summary>The credential of a connection: written, never read; a new one is held against the upstream before it is used.</summary>
internal static class CredentialEndpoints
{
    public static void MapConnectionCredentials(this IEndpointRouteBuilder api)
    {
        var connection = api.MapGroup("/connections/{connectionId:con}").WithTags("Connections");
        connection.MapGroup("/").RequireAuthorization(Access.Read).MapGet("/", GetAsync).WithName("getConnection");
        var credential = connection.MapGroup("/credential").RequireAuthorization(Access.Manage);
        credential.MapPut("/", RotateAsync).WithName("rotateCredential");
        credential.MapPost("/check", CheckAsync).WithName("checkCredential");
        credential.MapPost("/revert", RevertAsync).WithName("revertCredential");
        credential.MapDelete("/previous", DropAsync).WithName("dropPreviousCredential");
    }

    private static Task<Results<Ok<ListedConnection>, ProblemResult>> GetAsync(
        Id<Connection> connectionId, Caller caller, ConnectionStore connections, IGrainFactory grains, HttpContext context, CancellationToken cancellationToken) =>
        ShownAsync(connectionId, caller, connections, grains, context, cancellationToken);

    private static async Task<Results<Ok<ListedConnection>, ProblemResult>> RotateAsync(
        Id<Connection> connectionId,
        RotateCredential rotate,
        [FromHeader(Name = "If-Match")] string? ifMatch,
        Caller caller,
        ConnectionStore connections,
        CredentialStore credentials,
        CredentialCheck check,
        KeyVault vault,
        LiveNotices notices,
        IGrainFactory grains,
        HttpContext context,
        CancellationToken cancellationToken)
    {
        if (await credentials.FindAsync(caller.OrganisationId, connectionId, cancellationToken) is not { } current)
            return (ProblemResult)PortalProblems.NotFound;
        if (ETags.TryReadIfMatch(ifMatch, out var expected) is { } refusal)
            return refusal;
        var errors = new FieldErrors();
        var text = errors.Text("credential", rotate.Credential, 4000);
        var kind = rotate.Kind ?? UpstreamCredential.ApiKey;
        if (!UpstreamCredential.Kinds.Contains(kind))
            errors.Add("kind", $"{string.Join(", ", UpstreamCredential.Kinds)}: one of these is needed here.");
        if (!text.All(char.IsAscii))
            errors.Add("credential", "Letters, digits and signs of ASCII alone can stand here.");
        if (errors.Any)
            return errors.ToProblem();
        if (current.Version != expected)
            return (ProblemResult)PortalProblems.ChangedMeanwhile;

        var result = await check.AskAsync(current.BaseUrl, kind, text, cancellationToken);
        if (result != CredentialCheck.Accepted)
            return (ProblemResult)(result == CredentialCheck.Refused ? PortalProblems.CredentialRefused : PortalProblems.CredentialUnchecked);
        var box = vault.Seal(VaultPurpose.Credential(caller.OrganisationId.Value, connectionId.Value), Encoding.UTF8.GetBytes(text));
        var told = await credentials.RotateAsync(
            caller.OrganisationId, connectionId, expected, new(kind, box, ConnectionAddress.Hint(text), rotate.DropOld), caller.Actor, cancellationToken);
        return await ChangedAsync(told, connectionId, caller, connections, notices, grains, context, cancellationToken);
    }

    private static async Task<Results<Ok<ListedConnection>, ProblemResult>> CheckAsync(
        Id<Connection> connectionId, Caller caller, ConnectionStore connections, CredentialStore credentials, CredentialCheck check, KeyVault vault, IGrainFactory grains,
        HttpContext context, CancellationToken cancellationToken)
    {
        if (await credentials.FindAsync(caller.OrganisationId, connectionId, cancellationToken) is not { } current)
            return (ProblemResult)PortalProblems.NotFound;
        var text = Encoding.UTF8.GetString(vault.Open(VaultPurpose.Credential(caller.OrganisationId.Value, connectionId.Value), current.Sealed));
        var result = await check.AskAsync(current.BaseUrl, current.Kind, text, cancellationToken);
        await credentials.NoteCheckAsync(caller.OrganisationId, connectionId, current.Version, result, caller.Actor, cancellationToken);
        return await ShownAsync(connectionId, caller, connections, grains, context, cancellationToken);
    }

    private static async Task<Results<Ok<ListedConnection>, ProblemResult>> RevertAsync(
        Id<Connection> connectionId, [FromHeader(Name = "If-Match")] string? ifMatch, Caller caller, ConnectionStore connections, CredentialStore credentials, LiveNotices notices,
        IGrainFactory grains, HttpContext context, CancellationToken cancellationToken)
    {
        if (await credentials.FindAsync(caller.OrganisationId, connectionId, cancellationToken) is null)
            return (ProblemResult)PortalProblems.NotFound;
        if (ETags.TryReadIfMatch(ifMatch, out var expected) is { } refusal)
            return refusal;
        var told = await credentials.RevertAsync(caller.OrganisationId, connectionId, expected, caller.Actor, cancellationToken);
        return await ChangedAsync(told, connectionId, caller, connections, notices, grains, context, cancellationToken);
    }

    private static async Task<Results<Ok<ListedConnection>, ProblemResult>> DropAsync(
        Id<Connection> connectionId, [FromHeader(Name = "If-Match")] string? ifMatch, Caller caller, ConnectionStore connections, CredentialStore credentials, LiveNotices notices,
        IGrainFactory grains, HttpContext context, CancellationToken cancellationToken)
    {
        if (await credentials.FindAsync(caller.OrganisationId, connectionId, cancellationToken) is null)
            return (ProblemResult)PortalProblems.NotFound;
        if (ETags.TryReadIfMatch(ifMatch, out var expected) is { } refusal)
            return refusal;
        var told = await credentials.DropPreviousAsync(caller.OrganisationId, connectionId, expected, caller.Actor, cancellationToken);
        return await ChangedAsync(told, connectionId, caller, connections, notices, grains, context, cancellationToken);
    }

    /// <summary>What changed nothing found another version, or no credential before this one.</summary>
    private static async Task<Results<Ok<ListedConnection>, ProblemResult>> ChangedAsync(
        FeedEvent? told, Id<Connection> id, Caller caller, ConnectionStore connections, LiveNotices notices, IGrainFactory grains, HttpContext context, CancellationToken cancellationToken)
    {
        if (told is null)
            return (ProblemResult)PortalProblems.ChangedMeanwhile;
        notices.FeedAdvanced(caller.OrganisationId.Value, told);
        return await ShownAsync(id, caller, connections, grains, context, cancellationToken);
    }

    private static async Task<Results<Ok<ListedConnection>, ProblemResult>> ShownAsync(
        Id<Connection> id, Caller caller, ConnectionStore connections, IGrainFactory grains, HttpContext context, CancellationToken cancellationToken)
    {
        if (await connections.FindAsync(caller.OrganisationId, id.Value, cancellationToken) is not { } found)
            return (ProblemResult)PortalProblems.NotFound;
        ETags.Set(context, found.Version);
        return TypedResults.Ok(await ConnectionEndpoints.WithHealthAsync(found, caller, grains));
    }
}
