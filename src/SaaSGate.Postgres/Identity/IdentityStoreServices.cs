using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace SaaSGate.Postgres.Identity;

/// <summary>Registration.</summary>
public static class IdentityStoreServices
{
    /// <summary>Keeps the people of ASP.NET Core Identity in PostgreSQL. Needs <see cref="PlatformDatabase"/>.</summary>
    public static IdentityBuilder AddSaaSGateStores(this IdentityBuilder identity)
    {
        ArgumentNullException.ThrowIfNull(identity);
        identity.Services.AddDbContext<IdentityContext>((provider, options) => options.UseNpgsql(provider.GetRequiredService<PlatformDatabase>().DataSource));
        return identity.AddEntityFrameworkStores<IdentityContext>();
    }
}
