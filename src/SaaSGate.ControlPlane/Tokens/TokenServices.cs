using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OpenIddict.Server;
using SaaSGate.Postgres.Tokens;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.AspNetCore.OpenIddictServerAspNetCoreHandlerFilters;
using static OpenIddict.Server.AspNetCore.OpenIddictServerAspNetCoreHandlers;
using static OpenIddict.Server.OpenIddictServerEvents;
using Built = OpenIddict.Server.OpenIddictServerHandlers;

namespace SaaSGate.ControlPlane.Tokens;

/// <summary>Registers the token service. Everything that knows OpenIddict is in this folder, and its tables in Postgres/Tokens.</summary>
internal static class TokenServices
{
    private const string Jwt = "urn:ietf:params:oauth:token-type:jwt";

    /// <summary>How long an access token lasts.</summary>
    public static readonly TimeSpan AccessTokenLife = TimeSpan.FromMinutes(10);

    public static IServiceCollection AddTokenService(this IServiceCollection services)
    {
        services.AddSingleton<TokenIssuer>();
        services.AddSingleton<TokenKeyRing>();
        services.AddSingleton<IOptionsChangeTokenSource<OpenIddictServerOptions>>(provider => provider.GetRequiredService<TokenKeyRing>());
        services.AddSingleton<IConfigureOptions<OpenIddictServerOptions>, TokenServerOptions>();
        services.AddOptions<TokenOptions>().BindConfiguration(TokenOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<FailedClients>();
        services.AddSingleton<IssuerKeys>();
        services.AddSingleton<KeyWantedDesk>();
        services.AddSingleton<RefusedTokens>();
        services.AddSingleton<TokenViews>();
        services.AddSingleton<TokenUpkeep>();
        services.AddHostedService(provider => provider.GetRequiredService<TokenKeyRing>());
        services.AddOpenIddict().AddSaaSGateStores().AddServer(server =>
        {
            server.SetTokenEndpointUris(TokenIssuer.TokenPath)
                .SetIntrospectionEndpointUris(TokenIssuer.IntrospectionPath)
                .SetRevocationEndpointUris(TokenIssuer.RevocationPath)
                .SetJsonWebKeySetEndpointUris(TokenIssuer.KeysPath)
                .AllowClientCredentialsFlow()
                .AllowTokenExchangeFlow()
                .AcceptAnonymousClients()
                .DisableAccessTokenEncryption()
                .DisableAuthorizationStorage()
                .SetAccessTokenLifetime(AccessTokenLife);

            server.AddEventHandler<HandleConfigurationRequestContext>(handler => handler
                .UseSingletonHandler<DiscoveryAddresses>().SetOrder(Built.Discovery.AttachEndpoints.Descriptor.Order + 500));

            // Client assertions are checked in one place, ours: OpenIddict's own accepts no common type and the same one twice.
            server.RemoveEventHandler(Built.ValidateClientAssertion.Descriptor)
                .RemoveEventHandler(Built.ValidateClientAssertionWellknownClaims.Descriptor)
                .RemoveEventHandler(Built.ValidateClientAssertionIssuer.Descriptor)
                .AddEventHandler<ProcessAuthenticationContext>(handler => handler
                    .UseScopedHandler<ClientAssertionCheck>().SetOrder(Built.ValidateClientAssertion.Descriptor.Order))
                .AddEventHandler<HandleTokenRequestContext>(handler => handler.UseScopedHandler<TokenGrants>())
                .AddEventHandler<HandleIntrospectionRequestContext>(handler => handler
                    .UseScopedHandler<IntrospectionCheck>().SetOrder(Built.Introspection.AttachMetadataClaims.Descriptor.Order - 500))
                .AddEventHandler<HandleRevocationRequestContext>(handler => handler
                    .UseScopedHandler<RevocationStop>().SetOrder(Built.Revocation.RevokeToken.Descriptor.Order - 500));

            // An exchanged token is its own proof, and is checked by the rules of gateways. Nobody may ask about tokens without being a client.
            server.Configure(options => options.SubjectTokenTypes.UnionWith([TokenTypeIdentifiers.AccessToken, TokenTypeIdentifiers.IdentityToken, Jwt]))
                .RemoveEventHandler(Built.ValidateSubjectToken.Descriptor)
                .RemoveEventHandler(Built.Exchange.ValidateAuthorizedParty.Descriptor)
                .AddEventHandler<ProcessAuthenticationContext>(handler => handler
                    .UseScopedHandler<SubjectTokenCheck>().SetOrder(Built.ValidateSubjectToken.Descriptor.Order))
                .AddEventHandler<ProcessAuthenticationContext>(handler => handler
                    .UseSingletonHandler<ClientNeeded>().SetOrder(Built.ValidateClientId.Descriptor.Order - 500));

            // Behind what says by which status an answer goes out, and before it goes out.
            Limit<ApplyTokenResponseContext>(server);
            Limit<ApplyIntrospectionResponseContext>(server);
            Limit<ApplyRevocationResponseContext>(server);
            server.AddEventHandler<ApplyRevocationResponseContext>(handler => handler
                .AddFilter<RequireHttpRequest>().UseSingletonHandler<RevocationLimit>().SetOrder(AttachWwwAuthenticateHeader<ApplyRevocationResponseContext>.Descriptor.Order + 600));

            // TLS ends at the proxy before the portal.
            server.UseAspNetCore().DisableTransportSecurityRequirement();
        });
        return services;

        static void Limit<TContext>(OpenIddictServerBuilder server)
            where TContext : BaseRequestContext => server.AddEventHandler<TContext>(handler => handler
                .AddFilter<RequireHttpRequest>().UseScopedHandler<FailedClientLimit<TContext>>().SetOrder(AttachWwwAuthenticateHeader<TContext>.Descriptor.Order + 500));
    }
}
