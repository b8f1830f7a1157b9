using SaaSGate.Inspection.Policies.Reading;

namespace SaaSGate.Inspection.Policies;

/// <summary>The catalogue of ready policies.</summary>
public static class PolicyPacks
{
    private static readonly string[] Ids = ["pii-in-answers", "secrets", "exfiltration", "bulk-export", "unknown-destination", "after-hours", "new-tool", "injection"];

    private static readonly Lazy<IReadOnlyList<PolicyPack>> Read = new(() => [.. Ids.Select(Load)]);

    /// <summary>All of them, in the order in which they are shown.</summary>
    public static IReadOnlyList<PolicyPack> All => Read.Value;

    /// <summary>One of them; null where there is none of that name.</summary>
    public static PolicyPack? Find(string id) => All.FirstOrDefault(pack => pack.Id == id);

    private static PolicyPack Load(string id)
    {
        var document = Resources.Text($"packs/{id}.yaml");
        var errors = new List<PolicyError>();
        var read = PolicyParser.Parse(new PolicySource("pol_pack", id, 1, document), errors);
        return errors.Count == 0
            ? new PolicyPack(id, read.Title ?? id, read.Description ?? "", document)
            : throw new InvalidOperationException($"The pack cannot be read: {errors[0]}");
    }
}
