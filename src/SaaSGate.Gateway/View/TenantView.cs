using System.Collections.Frozen;
using System.Globalization;
using System.Net;
using SaaSGate.Contracts.Pricing;
using SaaSGate.Contracts.RegionLink;
using SaaSGate.Gateway.Use;
using SaaSGate.Inspection;
using SaaSGate.Inspection.Policies;

namespace SaaSGate.Gateway.View;

/// <summary>All that this gateway knows of one organisation: immutable, replaced as a whole.</summary>
internal sealed class TenantView
{
    private readonly FrozenDictionary<string, SkillEntry> _skills;
    private readonly FrozenDictionary<string, ConnectionEntry> _connections;

    public TenantView(TenantSnapshot snapshot, TenantSecrets secrets, TenantPolicies policies, InspectionCache cache, SkillLedgers ledgers)
    {
        OrganisationId = snapshot.OrganisationId;
        Version = snapshot.Version;
        Policies = policies;
        Tokens = new(snapshot);
        DigestKey = secrets.DigestKey.ToByteArray();
        var fingerprintKeys = secrets.FingerprintKeys.Select(key => new FingerprintKey(DateOnly.ParseExact(key.Month, "yyyy-MM", CultureInfo.InvariantCulture), key.Key.Memory));
        var keys = new MaskingKeys(secrets.LabelKey.Memory, [.. fingerprintKeys], secrets.SealKey.Memory);
        _connections = snapshot.Connections.ToFrozenDictionary(
            connection => connection.Id,
            connection => new ConnectionEntry(connection.Id, connection.Name, new Uri(connection.BaseUrl), secrets.Credentials.GetValueOrDefault(connection.Id, ""), connection.CredentialKind));
        ModelPrices? prices = null;
        var uses = snapshot.Uses.ToLookup(use => use.SkillId, StringComparer.Ordinal);
        _skills = snapshot.Skills.ToFrozenDictionary(
            skill => skill.Id,
            skill => Entry(skill, _connections.GetValueOrDefault(skill.ConnectionId)));
        ledgers.Keep(snapshot);
        Keys = snapshot.Skills
            .SelectMany(skill => skill.Keys.Select(key => (Hash: KeyHash.From(key.Hash.Span), Credential: new SkillCredential(key.Id, skill.Id, key.ExpiresAt, [.. key.Networks.Select(text => IPNetwork.Parse(text))]))))
            .ToFrozenDictionary(key => key.Hash, key => key.Credential);

        SkillEntry Entry(SkillView skill, ConnectionEntry? connection)
        {
            var (applied, (meter, memory)) = (policies.For(skill), ledgers.Load(snapshot.OrganisationId, skill, uses[skill.Id]));
            var set = applied.Set ?? PolicySet.Empty;
            var facts = new RequestFacts { SkillId = skill.Id, SkillName = skill.Name, SkillLabels = skill.Labels, Seen = memory };
            var budget = set.Limits.IsEmpty ? null : new SkillBudget(set.Limits, meter, prices ??= ModelPrices.Of(snapshot.Prices));
            return new SkillEntry(skill, connection, applied, new Inspector(set, keys, skill.Id, cache, shadow: applied.Shadow, skill: facts), facts, memory, budget);
        }
    }

    public string OrganisationId { get; }

    /// <summary>Position in the view log that this snapshot shows.</summary>
    public ulong Version { get; }

    /// <summary>The policies, of which each skill has its own part.</summary>
    public TenantPolicies Policies { get; }

    /// <summary>Whose tokens stand for its skills.</summary>
    public TenantTokens Tokens { get; }

    /// <summary>HMAC-SHA256 key of request digests.</summary>
    public byte[] DigestKey { get; }

    public FrozenDictionary<KeyHash, SkillCredential> Keys { get; }

    public ConnectionEntry? FindConnection(string id) => _connections.GetValueOrDefault(id);

    public SkillEntry? FindSkill(string id) => _skills.GetValueOrDefault(id);
}
