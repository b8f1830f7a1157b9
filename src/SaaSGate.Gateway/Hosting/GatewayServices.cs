using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using SaaSGate.Gateway.Authentication;
using SaaSGate.Gateway.Batches;
using SaaSGate.Gateway.Calls;
using SaaSGate.Gateway.Exchanges;
using SaaSGate.Gateway.Forwarding;
using SaaSGate.Gateway.Holds;
using SaaSGate.Gateway.Leases;
using SaaSGate.Gateway.Link;
using SaaSGate.Gateway.Recording;
using SaaSGate.Gateway.Sessions;
using SaaSGate.Gateway.Spool;
using SaaSGate.Gateway.Use;
using SaaSGate.Gateway.View;
using SaaSGate.Inspection;

namespace SaaSGate.Gateway.Hosting;

/// <summary>The gateway's whole surface for a host: <see cref="AddGateway"/> and <see cref="MapGateway"/>.</summary>
internal static class GatewayServices
{
    /// <summary>Registers the data plane of one gateway that has its identity and its spool open.</summary>
    public static IServiceCollection AddGateway(this IServiceCollection services, GatewayOptions options, GatewayIdentity identity, RecordSpool spool, TimeProvider clock) => services
        .AddSingleton(clock)
        .AddSingleton(options)
        .AddSingleton(identity)
        .AddSingleton(spool)
        .AddSingleton<OpenExchanges>()
        .AddSingleton<Lease>()
        .AddSingleton<LeaseKeeper>()
        .AddSingleton<WallClock>()
        .AddSingleton<StopSet>()
        .AddSingleton<StopCheck>()
        .AddSingleton<StopsInForce>()
        .AddSingleton<LocksHere>()
        .AddSingleton<GatewayView>()
        .AddSingleton(new InspectionCache(options.InspectionCacheBytes))
        .AddSingleton<SkillLedgers>()
        .AddSingleton<ViewLoader>()
        .AddSingleton<TenantLoads>()
        .AddSingleton<LinkOutbox>()
        .AddSingleton<Shipper>()
        .AddSingleton<ControlLink>()
        .AddSingleton<BulkLink>()
        .AddSingleton<ClientAddress>()
        .AddSingleton(new FairShares(options.MaxBodyBytes))
        .AddSingleton<TokenNews>()
        .AddSingleton<ValidatedTokens>()
        .AddSingleton<TokenAuthenticator>()
        .AddSingleton<SkillAuthenticator>()
        .AddSingleton<SessionStitcher>()
        .AddSingleton<ExchangeRegistry>()
        .AddSingleton<Recorder>()
        .AddSingleton<HoldDesk>()
        .AddSingleton<ApprovalConsumer>()
        .AddSingleton<HoldRelease>()
        .AddSingleton<HoldStep>()
        .AddSingleton<RuleLocks>()
        .AddSingleton<ReleasedCalls>()
        .AddSingleton<CallStep>()
        .AddSingleton<CallRelay>()
        .AddSingleton<UpstreamClient>()
        .AddSingleton<AnswerRelay>()
        .AddSingleton<OwnedBatches>()
        .AddSingleton<BatchList>()
        .AddSingleton<BatchResults>()
        .AddSingleton<BatchStep>()
        .AddSingleton<BatchCanceller>()
        .AddSingleton<MessagesHandler>()
        .AddHostedService<LinkService>();

    /// <summary>Health first, then everything else goes down the hot path: unknown paths are refused there, in Claude's shape.</summary>
    public static void MapGateway(this WebApplication app)
    {
        var services = app.Services;
        var (handler, lease, spool) = (services.GetRequiredService<MessagesHandler>(), services.GetRequiredService<Lease>(), services.GetRequiredService<RecordSpool>());
        app.Run(context => context.Request.Path.Value switch
        {
            "/healthz" => TellAsync(context, StatusCodes.Status200OK, "ok"),
            "/readyz" when spool.Failure is not null => TellAsync(context, StatusCodes.Status503ServiceUnavailable, "the spool has failed"),
            "/readyz" when !lease.IsFresh => TellAsync(context, StatusCodes.Status503ServiceUnavailable, "no lease"),
            "/readyz" => TellAsync(context, StatusCodes.Status200OK, "ready"),
            _ => handler.HandleAsync(context),
        });
    }

    private static Task TellAsync(HttpContext context, int status, string text)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsync(text);
    }
}
