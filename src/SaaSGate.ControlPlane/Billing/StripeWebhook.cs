using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using SaaSGate.Contracts.Problems;
using SaaSGate.ControlPlane.Http;

namespace SaaSGate.ControlPlane.Billing;

/// <summary>Where Stripe says that something happened. Nobody signs in here: the event's signature does.</summary>
internal static class StripeWebhook
{
    public static void MapStripeWebhook(this IEndpointRouteBuilder app) => app.MapPost("/webhooks/stripe", ReceiveAsync).ExcludeFromDescription().AllowAnonymous();

    private static async Task<IResult> ReceiveAsync(
        HttpContext context, StripeInbox inbox, IOptions<BillingOptions> options, BillingPump pump, CancellationToken cancellationToken)
    {
        if (!options.Value.IsOn)
            return (ProblemResult)PortalProblems.NotFound;
        using var body = new MemoryStream();
        var chunk = new byte[16 * 1024];
        while (body.Length <= StripeInbox.MostBytes && await context.Request.Body.ReadAsync(chunk, cancellationToken) is > 0 and var read)
            body.Write(chunk, 0, read);
        var (concerns, refusal) = await inbox.TakeAsync(body.GetBuffer().AsMemory(0, (int)body.Length), context.Request.Headers["Stripe-Signature"], cancellationToken);
        if (refusal is not null)
            return (ProblemResult)refusal;
        if (concerns is not null)
            pump.Wake();
        return TypedResults.NoContent();
    }
}
