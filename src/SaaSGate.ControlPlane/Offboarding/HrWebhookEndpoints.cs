using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using SaaSGate.Contracts.Ids;
using SaaSGate.Contracts.Problems;
using SaaSGate.ControlPlane.Http;
using SaaSGate.ControlPlane.Identity;
using SaaSGate.ControlPlane.Vault;
using SaaSGate.Postgres;
using SaaSGate.Postgres.Offboarding;

namespace SaaSGate.ControlPlane.Offboarding;

/// <summary>Places where HR systems say who has left. An administrator makes them in person: who holds the secret ends skills.</summary>
internal static class HrWebhookEndpoints
{
    private const string SecretPrefix = "sgh_";

    public static void MapHrWebhooks(this IEndpointRouteBuilder api)
    {
        var webhooks = api.MapGroup("/hr-webhooks").WithTags("Offboarding");
        webhooks.MapGroup("/").RequireAuthorization(Access.InspectPeoplePerson).MapGet("/", ListAsync).WithName("listHrWebhooks");
        var people = webhooks.MapGroup("/").RequireAuthorization(Access.PeoplePerson);
        people.MapPost("/", CreateAsync).WithName("createHrWebhook");
        people.MapDelete("/{webhookId:hrw}", DeleteAsync).WithName("deleteHrWebhook");
    }

    private static async Task<Ok<Page<HrWebhookView>>> ListAsync(Caller caller, HrWebhookStore webhooks, CancellationToken cancellationToken) =>
        TypedResults.Ok(new Page<HrWebhookView>(await webhooks.ListAsync(caller.OrganisationId, cancellationToken), null));

    private static async Task<Results<Created<CreatedHrWebhook>, ProblemResult>> CreateAsync(
        CreateHrWebhook create, Caller caller, HrWebhookStore webhooks, KeyVault vault, TimeProvider clock, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        var name = errors.Text("name", create.Name, 100);
        if (errors.Any)
            return errors.ToProblem();
        if (!await webhooks.HasRoomAsync(caller.OrganisationId, cancellationToken))
            return (ProblemResult)PortalProblems.TooMany;
        var (id, secret) = (Id<HrWebhook>.New(clock), SecretText.Create(SecretPrefix));
        var box = vault.Seal(VaultPurpose.HrWebhook(caller.OrganisationId.Value, id.Value), Encoding.UTF8.GetBytes(secret));
        return await webhooks.CreateAsync(caller.OrganisationId, id, name, box, caller.Actor, cancellationToken)
            ? TypedResults.Created($"/api/v1/hr-webhooks/{id}", new CreatedHrWebhook(id.Value, $"/events/hr/{caller.OrganisationId}/{id}", secret))
            : (ProblemResult)PortalProblems.NameTaken;
    }

    private static async Task<Results<NoContent, ProblemResult>> DeleteAsync(Id<HrWebhook> webhookId, Caller caller, HrWebhookStore webhooks, CancellationToken cancellationToken) =>
        await webhooks.DeleteAsync(caller.OrganisationId, webhookId.Value, caller.Actor, cancellationToken) ? TypedResults.NoContent() : (ProblemResult)PortalProblems.NotFound;
}
