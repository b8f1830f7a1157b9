using System.Net.Mime;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;
using SaaSGate.Contracts.Ids;
using SaaSGate.ControlPlane.Federation.Saml;
using SaaSGate.ControlPlane.Hosting;

namespace SaaSGate.ControlPlane.Federation;

/// <summary>Where identity providers say what happened. Nobody signs in here: the signature does. No limit: what is refused late stops late.</summary>
internal static class EventEndpoints
{
    private const int MostBytes = 64 * 1024;
    private const string EventToken = "application/secevent+jwt", LogoutToken = "logout_token";

    public static void MapProviderEvents(this IEndpointRouteBuilder app)
    {
        var events = app.MapGroup("/events").ExcludeFromDescription().AllowAnonymous();
        events.MapPost("/backchannel-logout/{providerId:idp}", LogOutAsync).DisableAntiforgery().WithMetadata(new RequestSizeLimitAttribute(2 * MostBytes));
        events.MapPost("/ssf/{providerId:idp}", TakeAsync);
    }

    /// <summary>OpenID Connect Back-Channel Logout 1.0, sections 2.5 and 2.8.</summary>
    private static async Task<IResult> LogOutAsync(string providerId, BackchannelLogout logouts, HttpContext context, CancellationToken cancellationToken)
    {
        context.Response.Headers.CacheControl = "no-store";
        TenantContext.EnterSystem();
        var form = await SamlEndpoints.FormAsync(context.Request, cancellationToken);
        if (form?[LogoutToken] is not [{ Length: > 0 and <= MostBytes } token])
            return Refused("no logout token");
        try
        {
            return await logouts.HandleAsync(Id<IdentityProvider>.Parse(providerId), token, cancellationToken) is { } why ? Refused(why) : TypedResults.Ok();
        }
        catch (ProviderException)
        {
            return TypedResults.StatusCode(StatusCodes.Status503ServiceUnavailable);
        }

        static IResult Refused(string why) => TypedResults.Json(new { error = "invalid_request", error_description = $"This is no logout token that counts: {why}." }, statusCode: StatusCodes.Status400BadRequest);
    }

    /// <summary>RFC 8935, section 2.</summary>
    private static async Task<IResult> TakeAsync(string providerId, SecurityEvents events, HttpContext context, CancellationToken cancellationToken)
    {
        context.Response.Headers.CacheControl = "no-store";
        TenantContext.EnterSystem();
        if (!MediaTypeHeaderValue.TryParse(context.Request.ContentType, out var type) || !type.MediaType.Equals(EventToken, StringComparison.OrdinalIgnoreCase))
            return Refused("media type");
        var buffer = new byte[MostBytes + 1];
        var length = await context.Request.Body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        if (length > MostBytes)
            return Refused("size");
        try
        {
            var why = await events.HandleAsync(
                Id<IdentityProvider>.Parse(providerId), Encoding.UTF8.GetString(buffer, 0, length).Trim(), context.Request.Headers.Authorization, cancellationToken);
            return why is null ? TypedResults.StatusCode(StatusCodes.Status202Accepted) : Refused(why);
        }
        catch (ProviderException)
        {
            return TypedResults.StatusCode(StatusCodes.Status503ServiceUnavailable);
        }

        IResult Refused(string why)
        {
            context.Response.Headers.ContentLanguage = "en";
            return TypedResults.Json(EventError.Of(why), contentType: MediaTypeNames.Application.Json, statusCode: StatusCodes.Status400BadRequest);
        }
    }
}
