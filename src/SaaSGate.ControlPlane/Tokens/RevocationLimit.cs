using System.Net;
using Microsoft.AspNetCore;
using OpenIddict.Server;
using SaaSGate.ControlPlane.Identity;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace SaaSGate.ControlPlane.Tokens;

/// <summary>Who hears that no more tokens can be stopped now (<see cref="RevocationStop"/>) hears 429, and when to come again.</summary>
internal sealed class RevocationLimit(TimeProvider clock) : IOpenIddictServerHandler<ApplyRevocationResponseContext>
{
    public ValueTask HandleAsync(ApplyRevocationResponseContext context)
    {
        if (context.Transaction.Properties.TryGetValue(RevocationStop.FullUntil, out var full) && full is DateTimeOffset until && context.Transaction.GetHttpRequest()?.HttpContext is { } http)
        {
            http.Response.StatusCode = (int)HttpStatusCode.TooManyRequests;
            SignInLimits.SetRetryAfter(http, until - clock.GetUtcNow());
        }

        return ValueTask.CompletedTask;
    }
}
