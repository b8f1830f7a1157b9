using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using SaaSGate.Contracts.Ids;
using SaaSGate.Contracts.Problems;
using SaaSGate.ControlPlane.Http;
using SaaSGate.ControlPlane.Identity;
using SaaSGate.ControlPlane.Vault;
using SaaSGate.Postgres;
using SaaSGate.Postgres.Connections;

namespace SaaSGate.ControlPlane.Connections;

/// <summary>Where skills call.</summary>
internal static class ConnectionEndpoints
{
    private const string AddressNeeded = "An address such as https://api.anthropic.com is needed here; plain http only on this machine.";
    private const string PublicAddressNeeded =
        "An address on the internet such as https://api.anthropic.com is needed here, with https. Your operator can allow this machine and private networks.";

    public static void MapConnections(this IEndpointRouteBuilder api)
    {
        var connections = api.MapGroup("/connections").WithTags("Connections");
        connections.MapGroup("/").RequireAuthorization(Access.Read).MapGet("/", ListAsync).WithName("listConnections");
        connections.MapGroup("/").RequireAuthorization(Access.Manage).MapPost("/", CreateAsync).WithName("createConnection");
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

    public static async Task<ListedConnection> WithHealthAsync(ConnectionView connection, Caller caller, IGrainFactory grains) =>
        ListedConnection.Of(connection, await grains.GetGrain<IConnectionGrain>(GrainKeys.Of(caller.OrganisationId.Value, connection.Id)).GetHealthAsync());
}
