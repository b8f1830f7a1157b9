using System.Collections.Frozen;
using System.Globalization;
using SaaSGate.Contracts.RegionLink;
using SaaSGate.Inspection;
using SaaSGate.Inspection.Policies;

namespace SaaSGate.Gateway.View;

/// <summary>All that this gateway knows of one organisation: immutable, replaced as a whole.</summary>
internal sealed class TenantView
{
    private readonly FrozenDictionary<string, SkillEntry> _skills;

    public TenantView(TenantSnapshot snapshot, TenantSecrets secrets, PolicySet policy, InspectionCache cache)
    {
        OrganisationId = snapshot.OrganisationId;
        Version = snapshot.Version;
        PolicyVersions = [.. snapshot.Policies.Select(active => (active.Id, active.Version))];
        DigestKey = secrets.DigestKey.ToByteArray();
        var fingerprintKeys = secrets.FingerprintKeys.Select(key => new FingerprintKey(DateOnly.ParseExact(key.Month, "yyyy-MM", CultureInfo.InvariantCulture), key.Key.Memory));
        var keys = new MaskingKeys(secrets.LabelKey.Memory, [.. fingerprintKeys], secrets.SealKey.Memory);
        var connections = snapshot.Connections.ToFrozenDictionary(
            connection => connection.Id,
            connection => new ConnectionEntry(connection.Id, connection.Name, new Uri(connection.BaseUrl), secrets.Credentials.GetValueOrDefault(connection.Id, "")));
        _skills = snapshot.Skills.ToFrozenDictionary(
            skill => skill.Id,
            skill => new SkillEntry(skill, connections.GetValueOrDefault(skill.ConnectionId), new Inspector(policy, keys, skill.Id, cache)));
        Keys = snapshot.Skills
            .SelectMany(skill => skill.Keys.Select(key => (Hash: KeyHash.From(key.Hash.Span), Credential: new SkillCredential(key.Id, skill.Id, key.ExpiresAt))))
            .ToFrozenDictionary(key => key.Hash, key => key.Credential);
    }

    public string OrganisationId { get; }

    /// <summary>Position in the view log that this snapshot shows.</summary>
    public ulong Version { get; }

    /// <summary>Which versions of which policies are in force, in their order.</summary>
    public IReadOnlyList<(string PolicyId, ulong Version)> PolicyVersions { get; }

    /// <summary>HMAC-SHA256 key of request digests.</summary>
    public byte[] DigestKey { get; }

    public FrozenDictionary<KeyHash, SkillCredential> Keys { get; }

    public SkillEntry? FindSkill(string id) => _skills.GetValueOrDefault(id);
}
