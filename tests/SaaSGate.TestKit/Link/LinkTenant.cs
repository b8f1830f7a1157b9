using System.Security.Cryptography;
using System.Text;
using Google.Protobuf;
using SaaSGate.Contracts.Ids;
using SaaSGate.Contracts.Pricing;
using SaaSGate.Contracts.RegionLink;
using SaaSGate.Contracts.Sealing;

namespace SaaSGate.TestKit.Link;

/// <summary>An organisation with one skill, as a gateway's snapshot has it. Change what is public and publish it again.</summary>
public sealed class LinkTenant
{
    private readonly TenantSecrets _secrets = new()
    {
        LabelKey = ByteString.CopyFrom(RandomNumberGenerator.GetBytes(32)),
        FingerprintKeys = { new MonthKey { Month = "2026-01", Key = ByteString.CopyFrom(RandomNumberGenerator.GetBytes(32)) } },
        DigestKey = ByteString.CopyFrom(RandomNumberGenerator.GetBytes(32)),
        SealKey = ByteString.CopyFrom(RandomNumberGenerator.GetBytes(32)),
    };

    private ulong _policyVersion;

    public LinkTenant(Uri upstream, string credential = "sk-upstream-credential", string? policy = null)
    {
        Upstream = upstream;
        _secrets.Credentials[ConnectionId] = credential;
        Policy = policy;
    }

    public string OrganisationId { get; } = Id<Organisation>.New(TimeProvider.System).Value;

    public string SkillId { get; } = Id<Skill>.New(TimeProvider.System).Value;

    public string OwnerUserId { get; } = Id<User>.New(TimeProvider.System).Value;

    public string ConnectionId { get; } = Id<Connection>.New(TimeProvider.System).Value;

    public string KeyId { get; } = Id<SkillKey>.New(TimeProvider.System).Value;

    public string PolicyId { get; } = Id<Policy>.New(TimeProvider.System).Value;

    /// <summary>The skill's key, as its author has it.</summary>
    public string Key { get; } = "sgk_" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));

    /// <summary>A client of the token service.</summary>
    public string Client { get; } = Id<SkillClient>.New(TimeProvider.System).Value;

    /// <summary>Clients of the token service that the skill has.</summary>
    public List<string> Clients { get; } = [];

    /// <summary>The token service; empty for none.</summary>
    public string TokenIssuer { get; set; } = "";

    /// <summary>What the token service signs with.</summary>
    public List<TokenSigner> TokenKeys { get; } = [];

    /// <summary>Issuers that are trusted.</summary>
    public List<LinkIssuer> Issuers { get; } = [];

    public Uri Upstream { get; set; }

    /// <summary>YAML, or null for none; setting it makes a new version.</summary>
    public string? Policy
    {
        get;
        set
        {
            field = value;
            _policyVersion++;
        }
    }

    /// <summary>A draft that runs beside the policy, or null for none.</summary>
    public string? Draft { get; set; }

    /// <summary>What the skill has used before, as the control plane knows it.</summary>
    public List<SeenThing> Seen { get; } = [];

    /// <summary>What is recorded of the skill's use today.</summary>
    public SkillUse? Use { get; set; }

    public DateTimeOffset KeyExpiresAt { get; set; } = TimeProvider.System.GetUtcNow().AddDays(30);

    /// <summary>Where the key may be used from; anywhere where empty.</summary>
    public List<string> Networks { get; } = [];

    public string ConnectionOfSkill { get; set; } = "";

    /// <summary>What sort of credential the connection has; empty for an API key.</summary>
    public string CredentialKind { get; set; } = "";

    /// <summary>Labels of the skill.</summary>
    public List<string> Labels { get; } = [];

    /// <summary>What a gateway is told of it.</summary>
    public TenantSnapshot Snapshot(ulong version, byte[] sealingKey)
    {
        var snapshot = new TenantSnapshot
        {
            OrganisationId = OrganisationId,
            Version = version,
            Slug = "acme",
            SealedSecrets = ByteString.CopyFrom(SealedBox.Seal(sealingKey, _secrets.ToByteArray(), SealingContext.TenantSecrets(OrganisationId))),
        };
        var skill = new SkillView
        {
            Id = SkillId,
            Name = "ticket-triage",
            OwnerUserId = OwnerUserId,
            OwnerName = "Robin",
            ConnectionId = ConnectionOfSkill.Length > 0 ? ConnectionOfSkill : ConnectionId,
            ExpiresAt = TimeProvider.System.GetUtcNow().AddDays(90).ToUnixTimeMilliseconds() * 1000,
        };
        skill.Keys.Add(new SkillKeyView
        {
            Id = KeyId,
            Hash = ByteString.CopyFrom(SHA256.HashData(Encoding.UTF8.GetBytes(Key))),
            ExpiresAt = KeyExpiresAt.ToUnixTimeMilliseconds() * 1000,
            Networks = { Networks },
        });
        skill.Labels.Add(Labels);
        skill.Seen.Add(Seen);
        skill.Clients.Add(Clients.Select(client => new SkillClientView { Id = client, ExpiresAt = KeyExpiresAt.ToUnixTimeMilliseconds() * 1000 }));
        snapshot.TokenIssuer = TokenIssuer;
        snapshot.TokenKeys.Add(TokenKeys.Select(LinkIssuer.ViewOf));
        snapshot.Issuers.Add(Issuers.Select(issuer => issuer.View(SkillId)));
        snapshot.Skills.Add(skill);
        if (Use is not null)
            snapshot.Uses.Add(Use);
        snapshot.Prices.Add(ModelPrices.Listed.Told());
        snapshot.Connections.Add(new ConnectionView { Id = ConnectionId, Name = "claude", BaseUrl = Upstream.AbsoluteUri, CredentialKind = CredentialKind });
        if (Policy is not null)
        {
            snapshot.Policies.Add(new PolicyView
            {
                Id = PolicyId,
                Name = "default",
                Version = _policyVersion,
                Document = Policy,
                ShadowVersion = Draft is null ? 0 : _policyVersion + 1000,
                ShadowDocument = Draft ?? "",
            });
        }
        return snapshot;
    }
}
