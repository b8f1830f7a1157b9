using SaaSGate.Contracts.Ids;
using SaaSGate.ControlPlane.Identity;
using SaaSGate.Postgres.Audit;
using SaaSGate.Postgres.Identity;

namespace SaaSGate.ControlPlane.Demo;

/// <summary>The API tokens of the demo, new at each start.</summary>
internal sealed class DemoTokens(ApiTokenStore tokens, TimeProvider clock)
{
    private const int Most = 200;
    private static readonly TimeSpan Life = TimeSpan.FromDays(30);

    public async Task<string> ReissueAsync(Id<Organisation> organisation, string name, IReadOnlyList<string> scopes, CancellationToken cancellationToken)
    {
        foreach (var old in await tokens.ListAsync(organisation, null, Most, cancellationToken))
            if (old.Name == name && old.RevokedAt is null)
                await tokens.RevokeAsync(organisation, old.Id, Actor.System, cancellationToken);
        var text = ApiTokenText.Create(organisation);
        await tokens.CreateAsync(
            organisation, new(Id<ApiToken>.New(clock).Value, name, scopes), SecretText.Hash(text), clock.GetUtcNow() + Life, Actor.System, cancellationToken);
        return text;
    }
}
