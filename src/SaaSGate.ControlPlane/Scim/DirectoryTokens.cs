using SaaSGate.Contracts.Ids;
using SaaSGate.ControlPlane.Identity;
using SaaSGate.Postgres.Identity;
using SaaSGate.Postgres.Scim;

namespace SaaSGate.ControlPlane.Scim;

/// <summary>Tokens for the directory. Several live at once, so that one follows the other without a gap.</summary>
internal sealed class DirectoryTokens(ApiTokenStore tokens, DirectoryOverviewStore directory, TimeProvider clock)
{
    /// <summary>Null where as many live as may.</summary>
    public async Task<CreatedToken?> CreateAsync(Caller caller, string name, int expiresInDays, CancellationToken cancellationToken)
    {
        if ((await directory.ListTokensAsync(caller.OrganisationId, cancellationToken)).Count >= DirectoryOverviewStore.MostTokens)
            return null;
        var (id, text, expiresAt) = (Id<ApiToken>.New(clock).Value, ApiTokenText.Create(caller.OrganisationId), clock.GetUtcNow().AddDays(expiresInDays));
        await tokens.CreateAsync(caller.OrganisationId, new(id, name, [Scopes.Scim]), SecretText.Hash(text), expiresAt, caller.Actor, cancellationToken);
        return new(id, text, expiresAt);
    }
}
