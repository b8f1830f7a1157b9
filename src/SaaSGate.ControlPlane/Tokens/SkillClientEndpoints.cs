using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using SaaSGate.Contracts.Ids;
using SaaSGate.Contracts.Problems;
using SaaSGate.Contracts.Tokens;
using SaaSGate.ControlPlane.Http;
using SaaSGate.ControlPlane.Identity;
using SaaSGate.ControlPlane.Live;
using SaaSGate.ControlPlane.Skills;
using SaaSGate.Postgres.Tokens;

namespace SaaSGate.ControlPlane.Tokens;

/// <summary>Clients of the token service, as credentials of skills: a secret shown once, or public keys.</summary>
internal static class SkillClientEndpoints
{
    private const int LongestLifeInDays = 365, MostKeys = 5, LongestKeys = 16 * 1024, LongestHint = 100;

    public static void MapSkillClients(this IEndpointRouteBuilder api)
    {
        var clients = api.MapGroup("/skills/{skillId:skl}/clients").WithTags("Skills");
        clients.MapGet("/", ListAsync).WithName("listSkillClients").RequireAuthorization(Access.Read);
        clients.MapPost("/", CreateAsync).WithName("createSkillClient").RequireAuthorization(Access.Manage);
        clients.MapDelete("/{clientId:cli}", RevokeAsync).WithName("revokeSkillClient").RequireAuthorization(Access.Manage);
    }

    private static async Task<Results<Ok<SkillClients>, ProblemResult>> ListAsync(
        Id<Skill> skillId, Caller caller, SkillClientStore clients, TokenIssuer issuer, CancellationToken cancellationToken) =>
        await clients.ListAsync(caller.OrganisationId, skillId, cancellationToken) is { } items
            ? TypedResults.Ok(new SkillClients(issuer.TokenEndpoint.AbsoluteUri, items))
            : (ProblemResult)PortalProblems.NotFound;

    private static async Task<Results<Created<CreatedSkillClient>, ProblemResult>> CreateAsync(
        Id<Skill> skillId, CreateSkillClient create, Caller caller, SkillClientStore clients, TokenIssuer issuer, LiveNotices notices, TimeProvider clock,
        CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        if (create.ExpiresInDays is < 1 or > LongestLifeInDays)
            errors.Add("expiresInDays", $"A number from 1 to {LongestLifeInDays} is needed here.");
        var signs = create.Method == "private_key_jwt";
        if (!signs && create.Method != "client_secret")
            errors.Add("method", "client_secret or private_key_jwt is needed here.");
        var keys = signs ? ReadKeys(errors, create.Jwks) : null;
        if (errors.Any)
            return errors.ToProblem();

        var secret = signs ? null : SecretText.Create(SecretText.ClientSecret);
        var client = new NewSkillClient(
            Id<SkillClient>.New(clock), create.Method, secret is null ? HintOf(keys!) : SecretText.Hint(secret), secret is null ? null : SecretText.Hash(secret),
            keys is null ? null : create.Jwks!.Value.GetRawText(), clock.GetUtcNow().AddDays(create.ExpiresInDays));
        var (appended, outcome) = await clients.CreateAsync(caller.OrganisationId, skillId, client, caller.Actor, cancellationToken);
        if (appended is null)
            return outcome.ToProblem();
        notices.FeedAdvanced(caller.OrganisationId.Value, appended);
        return TypedResults.Created(
            $"/api/v1/skills/{skillId}/clients/{client.Id}", new CreatedSkillClient(client.Id.Value, secret, issuer.TokenEndpoint.AbsoluteUri, client.ExpiresAt));
    }

    private static async Task<Results<NoContent, ProblemResult>> RevokeAsync(
        Id<Skill> skillId, Id<SkillClient> clientId, Caller caller, SkillClientStore clients, LiveNotices notices, CancellationToken cancellationToken)
    {
        if (await clients.RevokeAsync(caller.OrganisationId, skillId, clientId, caller.Actor, cancellationToken) is not { } appended)
            return (ProblemResult)PortalProblems.NotFound;
        notices.FeedAdvanced(appended);
        return TypedResults.NoContent();
    }

    /// <summary>Public keys alone: who sends a private one is told, and it is kept nowhere.</summary>
    private static IReadOnlyList<TokenKey>? ReadKeys(FieldErrors errors, JsonElement? jwks)
    {
        if (jwks is not { ValueKind: JsonValueKind.Object } set || set.GetRawText() is not { Length: <= LongestKeys } text || !set.TryGetProperty("keys", out var all)
            || all.ValueKind != JsonValueKind.Array || all.GetArrayLength() is < 1 or > MostKeys || TokenKey.ReadSet(Encoding.UTF8.GetBytes(text)) is not { } keys
            || keys.Count != all.GetArrayLength() || keys.Select(key => key.Id).Distinct().Count() != keys.Count)
        {
            errors.Add("jwks", $"A JSON Web Key Set of 1 to {MostKeys} public keys is needed here: EC on P-256, P-384 or P-521, or RSA of 2048 bits or more, each with its own kid and none with a private part.");
            return null;
        }

        return keys;
    }

    private static string HintOf(IEnumerable<TokenKey> keys) => string.Join(", ", keys.Select(key => key.Id)) is { Length: > LongestHint } long_ ? long_[..LongestHint] : string.Join(", ", keys.Select(key => key.Id));
}
