using Microsoft.Extensions.DependencyInjection;
using OpenIddict.Abstractions;
using SaaSGate.Postgres.Tokens;

namespace SaaSGate.ControlPlane.Tokens;

/// <summary>What the token service does from time to time, once for the installation.</summary>
internal sealed class TokenUpkeep(TokenKeyRing keys, UsedAssertionStore assertions, IssuerKeys issuers, IServiceScopeFactory scopes, TimeProvider clock)
{
    // Introspection of a token that is over says that it is over whether its row is there or not.
    private static readonly TimeSpan Kept = TimeSpan.FromHours(1);

    public async Task KeepUpAsync(CancellationToken cancellationToken)
    {
        await keys.KeepUpAsync(cancellationToken);
        await assertions.PurgeAsync(cancellationToken);
        await issuers.RefreshDueAsync(cancellationToken);
        await using var scope = scopes.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<IOpenIddictTokenManager>().PruneAsync(clock.GetUtcNow() - Kept, cancellationToken);
    }
}
