using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using SaaSGate.Contracts.Problems;

namespace SaaSGate.ControlPlane.Scim;

/// <summary>Writes what a directory is answered, errors in SCIM's own form.</summary>
internal static class ScimResult
{
    public const string ContentType = "application/scim+json; charset=utf-8";

    /// <summary>Whether the server's errors are meant, whoever refuses: also the one who lets nobody in.</summary>
    public static bool IsAsked(HttpContext context) => context.Request.Path.StartsWithSegments(ScimEndpoints.Root, StringComparison.OrdinalIgnoreCase);

    public static JsonObject Body(ScimException refused)
    {
        var body = new JsonObject
        {
            ["schemas"] = new JsonArray(ScimUrns.Error),
            ["status"] = refused.Problem.Status.ToString(CultureInfo.InvariantCulture),
            ["detail"] = refused.Message,
        };
        if (ScimProblems.TypeOf(refused.Problem) is { } type)
            body["scimType"] = type;
        return body;
    }

    public static Task WriteAsync(HttpContext context, Problem problem) => WriteAsync(context, new ScimException(problem));

    public static Task WriteAsync(HttpContext context, ScimException refused)
    {
        if (refused.Problem == ScimProblems.TokenNeeded)
            context.Response.Headers.WWWAuthenticate = "Bearer";
        return WriteAsync(context, new ScimReply(refused.Problem.Status, Body(refused)));
    }

    public static async Task WriteAsync(HttpContext context, ScimReply reply)
    {
        var response = context.Response;
        response.StatusCode = reply.Status;
        response.Headers.CacheControl = "no-store";
        if (reply.ETag is { } etag)
            response.Headers.ETag = etag;
        if (reply.Status == StatusCodes.Status201Created && reply.Location is { } location)
            response.Headers.Location = location;
        if (reply.Body is null)
            return;
        response.ContentType = ContentType;
        await using var writer = new Utf8JsonWriter(response.BodyWriter);
        reply.Body.WriteTo(writer);
        await writer.FlushAsync(context.RequestAborted);
    }
}
