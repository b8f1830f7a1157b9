using SaaSGate.Contracts.Ids;
using SaaSGate.ControlPlane.Vault;
using SaaSGate.Postgres.Audit;
using SaaSGate.Postgres.Organisations;

namespace SaaSGate.ControlPlane.Demo;

/// <summary>The two organisations of the demo. Their ids are constants: only inside an organisation can it be looked up.</summary>
internal sealed class DemoOrganisations(OrganisationStore organisations, GrantStore grants, KeyVault vault)
{
    public static readonly Id<Organisation> Acme = Id<Organisation>.Parse("org_0000000000000000000000acme");
    public static readonly Id<Organisation> Northwind = Id<Organisation>.Parse("org_00000000000000000000n0rthw");

    private static readonly TimeSpan GrantLength = TimeSpan.FromDays(365);

    public async Task EnsureAsync(CancellationToken cancellationToken)
    {
        await EnsureAsync(Acme, "acme", "Acme", cancellationToken);
        await EnsureAsync(Northwind, "northwind", "Northwind", cancellationToken);
        await grants.EnsureAsync(Acme, Northwind, "Northwind", ["see", "decide"], GrantLength, Actor.System, cancellationToken);
    }

    private async Task EnsureAsync(Id<Organisation> id, string slug, string name, CancellationToken cancellationToken)
    {
        if (await organisations.FindAsync(id, cancellationToken) is null)
            await organisations.CreateAsync(id, slug, name, OrganisationKeys.Create().SealedBy(vault, id.Value), cancellationToken);
    }
}
