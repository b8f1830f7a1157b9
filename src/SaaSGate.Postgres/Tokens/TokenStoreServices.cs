using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using OpenIddict.EntityFrameworkCore.Models;

namespace SaaSGate.Postgres.Tokens;

/// <summary>Registration.</summary>
public static class TokenStoreServices
{
    /// <summary>Keeps what OpenIddict knows in PostgreSQL, and what SaaSGate knows of it. Needs <see cref="SaaSGateDatabase"/>.</summary>
    public static OpenIddictBuilder AddSaaSGateStores(this OpenIddictBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddDbContextPool<TokenContext>((provider, options) => options.UseNpgsql(provider.GetRequiredService<SaaSGateDatabase>().Repeating));
        builder.Services.TryAddSingleton<SkillClientStore>();
        builder.Services.TryAddSingleton<IssuerKeyStore>();
        builder.Services.TryAddSingleton<TokenGrantStore>();
        builder.Services.TryAddSingleton<TokenKeyStore>();
        builder.Services.TryAddSingleton<TokenStopStore>();
        builder.Services.TryAddSingleton<TrustedIssuerStore>();
        builder.Services.TryAddSingleton<UsedAssertionStore>();
        return builder.AddCore(core =>
        {
            core.UseEntityFrameworkCore().UseDbContext<TokenContext>();
            core.ReplaceApplicationManager<OpenIddictEntityFrameworkCoreApplication, ClientManager>();
        });
    }
}
