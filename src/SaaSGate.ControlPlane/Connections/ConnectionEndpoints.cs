using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using SaaSGate.Contracts.Ids;
using SaaSGate.Contracts.Problems;
using SaaSGate.ControlPlane.Http;
using SaaSGate.ControlPlane.Identity;
using SaaSGate.ControlPlane.Live;
using SaaSGate.ControlPlane.Vault;
using SaaSGate.Postgres;
using SaaSGate.Postgres.Connections;

namespace SaaSGate.ControlPlane.Connections;

/// <summary>Where skills call.</summary>
internal static class ConnectionEndpoints
{
    private const int MostNamed = 5;
    private const string AddressNeeded = "An address such as https://api.anthropic.com is needed here; plain http only on this machine.";
    private const string PublicAddressNeeded =
        "An address on the internet such as https://api.anthropic.com is needed here, with https. Your operator can allow this machine and private networks.";

    public static void MapConnections(this IEndpointRouteBuilder api)
    {
        var connections = api.MapGroup("/connections").WithTags("Connections");
        connections.MapGroup("/").RequireAuthorization(Access.Read).MapGet("/", ListAsync).WithName("listConnections");
        connections.MapGroup("/").RequireAuthorization(Access.Manage).MapPost("/", CreateAsync).WithName("createConnection");
        connections.MapGroup("/").RequireAuthorization(Access.Manage).MapDelete("/{connectionId:con}", RemoveAsync).WithName("removeConnection");
    }

    private static async Task<Results<Ok<Page<ListedConnection>>, ProblemResult>> ListAsync(
        [AsParameters] PageQuery page, Caller caller, ConnectionStore connections, IGrainFactory grains, CancellationToken cancellationToken)
    {
        if (!Cursor.TryRead(page.Cursor, 1, out var after))
            return Cursor.Problem();
        var rows = await connections.ListAsync(caller.OrganisationId, after[0], page.Size + 1, cancellationToken);
        var listed = await Task.WhenAll(rows.Select(row => WithHealthAsync(row, caller, grains)));
        return TypedResults.Ok(listed.ToList().ToPage(page.Size, row => Cursor.Of(row.Name)));
    }

    private static async Task<Results<Created<ListedConnection>, ProblemResult>> CreateAsync(
        CreateConnection create, Caller caller, ConnectionStore connections, IOptions<ConnectionOptions> options, KeyVault vault, IGrainFactory grains, TimeProvider clock,
        CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        var name = errors.Text("name", create.Name, 100);
        var credential = errors.Text("credential", create.Credential, 1000);
        var allowPrivate = options.Value.AllowPrivateUpstreams;
        if (ConnectionAddress.Normalize(create.BaseUrl, allowPrivate) is not { } address)
            return errors.Add("baseUrl", allowPrivate ? AddressNeeded : PublicAddressNeeded).ToProblem();
        if (errors.Any)
            return errors.ToProblem();

        var id = Id<Connection>.New(clock);
        var box = vault.Seal(VaultPurpose.Credential(caller.OrganisationId.Value, id.Value), Encoding.UTF8.GetBytes(credential));
        var created = await connections.CreateAsync(
            caller.OrganisationId, new(id, name, address, box, ConnectionAddress.Hint(credential), []), caller.Actor, cancellationToken);
        return created is null
            ? (ProblemResult)PortalProblems.NameTaken
            : TypedResults.Created($"/api/v1/connections/{created.Id}", await WithHealthAsync(created, caller, grains));
    }

    private static async Task<Results<NoContent, ProblemResult>> RemoveAsync(
        Id<Connection> connectionId, [FromHeader(Name = "If-Match")] string? ifMatch, Caller caller, ConnectionStore connections, LiveNotices notices, CancellationToken cancellationToken)
    {
        if (await connections.FindAsync(caller.OrganisationId, connectionId.Value, cancellationToken) is null)
            return (ProblemResult)PortalProblems.NotFound;
        if (ETags.TryReadIfMatch(ifMatch, out var expected) is { } refusal)
            return refusal;
        var removal = await connections.RemoveAsync(caller.OrganisationId, connectionId, expected, caller.Actor, cancellationToken);
        switch (removal.Outcome)
        {
            case ConnectionRemovalOutcome.Removed:
                notices.FeedAdvanced(caller.OrganisationId.Value, removal.Told!);
                return TypedResults.NoContent();
            case ConnectionRemovalOutcome.InUse:
                return new ProblemResult(PortalProblems.ConnectionInUse, UsesOf(removal));
            default:
                return (ProblemResult)(removal.Outcome == ConnectionRemovalOutcome.Unknown ? PortalProblems.NotFound : PortalProblems.ChangedMeanwhile);
        }
    }

    private static string UsesOf(ConnectionRemoval removal)
    {
        var skills = removal.Skills ?? [];
        var named = string.Join(", ", skills.Take(MostNamed)) + (skills.Count > MostNamed ? $" and {skills.Count - MostNamed} more" : "");
        List<string> uses = [];
        if (skills.Count > 0)
            uses.Add($"Skills: {named}.");
        if (removal.Batches > 0)
            uses.Add($"Batches that run at Claude: {removal.Batches}.");
        if (removal.JustUsed)
            uses.Add("It was used within the last ten minutes: wait that long, so that nothing is left behind at Claude.");
        return string.Join(' ', uses);
    }

    public static async Task<ListedConnection> WithHealthAsync(ConnectionView connection, Caller caller, IGrainFactory grains) =>
        ListedConnection.Of(connection, await grains.GetGrain<IConnectionGrain>(GrainKeys.Of(caller.OrganisationId.Value, connection.Id)).GetHealthAsync());
}
