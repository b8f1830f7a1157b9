using System.Net;
using Microsoft.AspNetCore;
using Microsoft.Net.Http.Headers;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using SaaSGate.Contracts.Ids;
using SaaSGate.ControlPlane.Identity;
using SaaSGate.Postgres.Audit;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace SaaSGate.ControlPlane.Tokens;

/// <summary>
/// A client that fails again and again to show who it is hears 429 and when to come again. Whoever shows it is answered as ever, also from the same address:
/// nobody locks a client out by failing in its name.
/// </summary>
internal sealed class FailedClientLimit<TContext>(IOpenIddictApplicationManager applications, FailedClients failures, RefusedTokens refused) : IOpenIddictServerHandler<TContext>
    where TContext : BaseContext
{
    private const string TooMany = "too_many_failures";

    public async ValueTask HandleAsync(TContext context)
    {
        var (transaction, answer) = (context.Transaction, context.Transaction.Response);
        if (answer?.Error != Errors.InvalidClient || transaction.GetHttpRequest()?.HttpContext is not { } http || ClientOf(transaction) is not { Length: > 0 } client
            || failures.Add(client, SignInLimits.AddressOf(http.Connection.RemoteIpAddress)) is not { } limited)
            return;
        answer.Error = Errors.SlowDown;
        answer.ErrorDescription = "This client has failed too often to show who it is. Mend its credential, then try again as late as retry-after says.";
        http.Response.StatusCode = (int)HttpStatusCode.TooManyRequests;
        http.Response.Headers.Remove(HeaderNames.WWWAuthenticate);
        SignInLimits.SetRetryAfter(http, limited.Wait);
        await TellAsync(client, limited.Count, context.CancellationToken);
    }

    /// <summary>Where the client is known, its organisation reads of it.</summary>
    private async Task TellAsync(string client, int count, CancellationToken cancellationToken)
    {
        if (await applications.FindByClientIdAsync(client, cancellationToken) is { } application
            && (await applications.GetPropertiesAsync(application, cancellationToken)).TryGetValue("organisation", out var owner) && Id<Organisation>.TryParse(owner.GetString(), out var organisation))
            await refused.TellAsync(organisation, "token.refused", client, TooMany, Actor.System, count, cancellationToken);
    }

    private static string? ClientOf(OpenIddictServerTransaction transaction) =>
        transaction.Properties.TryGetValue(FailedClients.Claimed, out var claimed) ? claimed as string : transaction.Request?.ClientId;
}
