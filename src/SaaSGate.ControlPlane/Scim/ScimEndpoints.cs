using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using SaaSGate.Contracts.Problems;
using SaaSGate.ControlPlane.Hosting;
using SaaSGate.ControlPlane.Identity;
using SaaSGate.Postgres.Scim;

namespace SaaSGate.ControlPlane.Scim;

/// <summary>The door for directories: SCIM 2.0 (RFC 7643, 7644) at <c>/scim/v2</c>, as Okta and Entra ID speak it. The token says whose.</summary>
internal static class ScimEndpoints
{
    public const string Root = "/scim/v2";
    public const int MostBytes = 4 * 1024 * 1024;
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 32 };

    public static IServiceCollection AddScim(this IServiceCollection services)
    {
        services.AddOptions<ScimOptions>().BindConfiguration(ScimOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<DirectoryCeilings>().BindConfiguration(DirectoryCeilings.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton(provider => provider.GetRequiredService<IOptions<DirectoryCeilings>>().Value);
        services.AddSingleton<ScimLimits>().AddSingleton<ScimUsers>().AddSingleton<ScimGroups>().AddSingleton<ScimServer>().AddSingleton<DirectoryTokens>().AddSingleton<ScimBulk>();
        return services;
    }

    public static void MapScim(this IEndpointRouteBuilder app) =>
        app.Map($"{Root}/{{**path}}", AnswerAsync).ExcludeFromDescription().RequireAuthorization(Access.Scim);

    private static async Task AnswerAsync(HttpContext context, ScimServer server, ScimBulk bulk, ScimLimits limits, IOptions<PortalOptions> portal)
    {
        var cancellationToken = context.RequestAborted;
        var calls = 1;
        try
        {
            var caller = CallerOf(context, portal.Value);
            var call = await ReadAsync(context, cancellationToken);
            var isBulk = call is { Method: "POST", Path: [var path] } && JsonNames.Are(path, "Bulk");
            if (isBulk && call.Body is JsonObject message && JsonNames.Get(message, "Operations") is JsonArray operations)
                calls = operations.Count;
            await ScimResult.WriteAsync(context, isBulk ? await bulk.AnswerAsync(call.Body, caller, cancellationToken) : await server.AnswerAsync(call, caller, limited: true, cancellationToken));
        }
        catch (ScimException refused)
        {
            if (refused.Problem == ScimProblems.TooMany)
                context.Response.Headers.RetryAfter = limits.RetryAfter(calls).ToString(System.Globalization.CultureInfo.InvariantCulture);
            await ScimResult.WriteAsync(context, refused);
        }
    }

    private static ScimCaller CallerOf(HttpContext context, PortalOptions portal)
    {
        var caller = Caller.From(context.User);
        var address = portal.PublicUrl?.GetLeftPart(UriPartial.Authority) ?? $"{context.Request.Scheme}://{context.Request.Host}";
        return new(caller.OrganisationId, caller.Actor, context.User.HasClaim(claim => claim.Type == CallerClaims.MakerHasLeft), address + Root);
    }

    private static async Task<ScimCall> ReadAsync(HttpContext context, CancellationToken cancellationToken)
    {
        var request = context.Request;
        var path = (request.RouteValues["path"] as string ?? "").Split('/', StringSplitOptions.RemoveEmptyEntries);
        return new(
            request.Method.ToUpperInvariant(), path, name => request.Query.TryGetValue(name, out var values) ? values.ToString() : null,
            HttpMethods.IsGet(request.Method) || HttpMethods.IsDelete(request.Method) ? null : await BodyAsync(request, cancellationToken),
            request.Headers.IfMatch, request.Headers.IfNoneMatch);
    }

    /// <summary>JSON, whatever the header calls it: Okta posts as application/json.</summary>
    private static async Task<JsonNode?> BodyAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.ContentLength > MostBytes)
            throw new ScimException(ScimProblems.TooLarge);
        using var body = new MemoryStream();
        var buffer = new byte[16 * 1024];
        for (int read; (read = await request.Body.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            if (body.Length + read > MostBytes)
                throw new ScimException(ScimProblems.TooLarge);
            body.Write(buffer, 0, read);
        }

        try
        {
            return JsonNode.Parse(body.GetBuffer().AsSpan(0, (int)body.Length), documentOptions: Strict);
        }
        catch (JsonException)
        {
            throw new ScimException(ScimProblems.InvalidSyntax, "The body is not JSON, or names something twice.");
        }
    }
}
