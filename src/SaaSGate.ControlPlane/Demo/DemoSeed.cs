using Microsoft.Extensions.Options;
using SaaSGate.Contracts.Ids;
using SaaSGate.ControlPlane.Identity;
using SaaSGate.ControlPlane.Regions;
using SaaSGate.Postgres.Regions;

namespace SaaSGate.ControlPlane.Demo;

/// <summary>
/// Sees to the demo at each start: acme with its skills, its partner northwind, and a region that serves both. What is
/// there already stays; credentials are issued anew and the old ones revoked.
/// </summary>
internal sealed class DemoSeed(
    DemoOrganisations organisations, DemoPeople people, DemoSkills skills, DemoTokens tokens, RegionStore regions, RegionJoinTokens joinTokens,
    IOptions<DemoOptions> options)
{
    private const string RegionName = "local";
    private static readonly TimeSpan JoinTokenLife = TimeSpan.FromHours(1);
    private static readonly Id<User> Contractor = Id<User>.Parse("usr_0000000000000000000c0ntrac");

    public async Task<DemoFacts> SeedAsync(CancellationToken cancellationToken)
    {
        // 1. Organisations, and the region whose gateways serve them.
        var (acme, northwind) = (DemoOrganisations.Acme, DemoOrganisations.Northwind);
        await organisations.EnsureAsync(cancellationToken);
        var region = await regions.EnsureAsync(RegionName, cancellationToken);
        await regions.AssignAsync(region, acme, cancellationToken);
        await regions.AssignAsync(region, northwind, cancellationToken);

        // 2. People: two of acme, one of its partner, and one who has left.
        var (adminId, admin) = await people.EnsureAsync(acme, "admin@acme.example", "Ada Lindqvist", [Roles.Owner, Roles.Admin, Roles.Reviewer, Roles.Responder], cancellationToken);
        var (_, reviewer) = await people.EnsureAsync(acme, "reviewer@acme.example", "Rosa Marin", [Roles.Reviewer], cancellationToken);
        var (_, partner) = await people.EnsureAsync(northwind, "reviewer@northwind.example", "Kim Sato", [Roles.Reviewer], cancellationToken);
        await people.EnsureMemberAsync(acme, new(Contractor.Value, "Dale Cooper (left)", "dale@contractor.example", []), cancellationToken);

        // 3. What they built.
        var connection = await skills.EnsureConnectionAsync(acme, "claude", options.Value.Upstream, options.Value.UpstreamKey, cancellationToken);
        await skills.EnsurePolicyAsync(acme, options.Value.EmptyPolicy ? DemoPolicy.None : DemoPolicy.Document, cancellationToken);
        List<DemoSkill> issued =
        [
            await skills.EnsureAsync(acme, skills.Draft("ticket-triage", "Sorts incoming support tickets and drafts answers.", adminId, connection, "support"), cancellationToken),
            await skills.EnsureAsync(acme, skills.Draft("report-writer", "Writes the weekly report of sales, support and delivery.", adminId, connection, "reports"), cancellationToken),
            await skills.EnsureAsync(acme, skills.Draft("crm-export", "Answers webhooks of the CRM.", Contractor.Value, connection, "crm", "webhook"), cancellationToken),
        ];
        if (options.Value.LiveUpstream is { } live)
        {
            var liveConnection = await skills.EnsureConnectionAsync(acme, "claude-live", live, options.Value.LiveCredential, cancellationToken);
            issued.Add(await skills.EnsureAsync(acme, skills.Draft("live", "Calls Claude itself.", adminId, liveConnection, "live"), cancellationToken));
        }

        // 4. Credentials of programs.
        var apiToken = await tokens.ReissueAsync(acme, "demo", Scopes.ForTokens, cancellationToken);
        var scimToken = await tokens.ReissueAsync(acme, "demo-scim", [Scopes.Scim], cancellationToken);
        var joinToken = await joinTokens.CreateAsync(region, JoinTokenLife, cancellationToken);
        return new("acme", acme.Value, issued, admin, reviewer, partner, apiToken, scimToken, joinToken.ToText());
    }
}
