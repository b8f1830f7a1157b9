using System.Security.Cryptography;
using SaaSGate.Contracts.Ids;
using SaaSGate.Inspection;
using SaaSGate.Inspection.Policies;
using SaaSGate.Postgres.Policies;

namespace SaaSGate.ControlPlane.Search;

/// <summary>Makes what masks searches of an organisation, under its policies of now.</summary>
internal sealed class SearchMasks(PolicyStore policies)
{
    private const string NoSkill = "search";

    // Labels are not used.
    private static readonly MaskingKeys Keys = new(RandomNumberGenerator.GetBytes(MaskingKeys.KeyBytes), RandomNumberGenerator.GetBytes(MaskingKeys.KeyBytes));

    public async Task<SearchMask> ForAsync(Id<Organisation> organisation, CancellationToken cancellationToken)
    {
        var compiled = PolicySet.Compile((await policies.ListActiveAsync(organisation, cancellationToken))
            .Select(policy => new PolicySource(policy.Id, policy.Name, policy.Version, policy.Document)));
        return new(
        [
            new(new TextScope(), Keys, NoSkill),
            .. compiled.Policy is { } policy ? new[] { new TextInspector(new TextScope { Policy = policy }, Keys, NoSkill) } : [],
        ]);
    }
}
