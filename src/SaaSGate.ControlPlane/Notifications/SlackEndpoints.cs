using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using SaaSGate.Contracts.Ids;
using SaaSGate.Contracts.Problems;
using SaaSGate.ControlPlane.Http;

namespace SaaSGate.ControlPlane.Notifications;

/// <summary>Where Slack sends what people press. Nobody signs in here: Slack's signature does.</summary>
internal static class SlackEndpoints
{
    private const int MostBytes = 256 * 1024;

    public static void MapSlack(this IEndpointRouteBuilder app) =>
        app.MapPost("/events/slack/{channelId:chn}", PressedAsync).RequireRateLimiting(CallLimits.Policy).ExcludeFromDescription().AllowAnonymous();

    private static async Task<IResult> PressedAsync(string channelId, HttpContext context, SlackInteractions interactions, CancellationToken cancellationToken)
    {
        var buffer = new byte[MostBytes + 1];
        var length = await context.Request.Body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        if (length > MostBytes)
            return (ProblemResult)PortalProblems.BodyTooLarge;
        return await interactions.HandleAsync(
            Id<NotificationChannel>.Parse(channelId), context.Request.Headers[SlackSignature.TimestampHeader], context.Request.Headers[SlackSignature.SignatureHeader],
            buffer[..length], cancellationToken)
                ? TypedResults.Ok()
                : (ProblemResult)PortalProblems.SignatureRefused;
    }
}
