using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;

namespace SaaSGate.Postgres.Identity;

/// <summary>ASP.NET Core Identity's tables, as <c>migrations/0020_identity.sql</c> makes them. Never used for anything else.</summary>
/// <param name="options">Connections of the role <c>saasgate_platform</c>.</param>
public sealed class IdentityContext(DbContextOptions<IdentityContext> options) : IdentityUserContext<SaaSGateUser>(options)
{
    /// <summary>With passkeys.</summary>
    protected override Version SchemaVersion => IdentitySchemaVersions.Version3;

    /// <inheritdoc/>
    protected override void OnModelCreating(ModelBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        base.OnModelCreating(builder);
        builder.HasDefaultSchema("platform");
        builder.Entity<SaaSGateUser>().ToTable("users");
        builder.Entity<IdentityUserClaim<string>>().ToTable("user_claims");
        builder.Entity<IdentityUserLogin<string>>().ToTable("user_logins");
        builder.Entity<IdentityUserToken<string>>().ToTable("user_tokens");
        builder.Entity<IdentityUserPasskey<string>>(passkey =>
        {
            passkey.HasKey(one => one.CredentialId);
            passkey.ToTable("user_passkeys").OwnsOne(one => one.Data).ToJson();
        });
        foreach (var entity in builder.Model.GetEntityTypes())
        {
            // What is inside a JSON column keeps the names that Identity gives it.
            if (entity.IsMappedToJson())
                entity.SetContainerColumnName("data");
            else
                foreach (var property in entity.GetProperties())
                    property.SetColumnName(SnakeCase.Of(property.Name));
        }
    }
}
