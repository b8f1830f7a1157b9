using System.Text;
using SaaSGate.Contracts.Ids;
using SaaSGate.ControlPlane.Connections;
using SaaSGate.ControlPlane.Identity;
using SaaSGate.ControlPlane.Vault;
using SaaSGate.Postgres.Audit;
using SaaSGate.Postgres.Connections;
using SaaSGate.Postgres.Policies;
using SaaSGate.Postgres.Skills;

namespace SaaSGate.ControlPlane.Demo;

/// <summary>What the demo's organisation calls Claude with: a connection, a policy, and skills whose keys are new at each start.</summary>
internal sealed class DemoSkills(ConnectionStore connections, PolicyStore policies, PolicyVersionStore versions, SkillStore skills, SkillKeyStore keys, KeyVault vault, TimeProvider clock)
{
    private const int Most = 200;
    private static readonly TimeSpan KeyLife = TimeSpan.FromDays(30), SkillLife = TimeSpan.FromDays(365);

    public async Task<string> EnsureConnectionAsync(Id<Organisation> organisation, string name, Uri upstream, string credential, CancellationToken cancellationToken)
    {
        var known = (await connections.ListAsync(organisation, null, Most, cancellationToken)).Find(connection => connection.Name == name);
        var id = known is null ? Id<Connection>.New(clock) : Id<Connection>.Parse(known.Id);
        var box = vault.Seal(VaultPurpose.Credential(organisation.Value, id.Value), Encoding.UTF8.GetBytes(credential));
        var wanted = new NewConnection(id, name, upstream.AbsoluteUri.TrimEnd('/'), box, ConnectionAddress.Hint(credential), []);
        if (known is null)
            await connections.CreateAsync(organisation, wanted, Actor.System, cancellationToken);
        else
            await connections.ReplaceAsync(organisation, known.Id, wanted, Actor.System, cancellationToken);
        return id.Value;
    }

    public async Task EnsurePolicyAsync(Id<Organisation> organisation, string document, CancellationToken cancellationToken)
    {
        var known = (await policies.ListAsync(organisation, null, Most, cancellationToken, archived: true)).Find(policy => policy.Name == DemoPolicy.Name);
        if (known is null)
            await policies.CreateAsync(organisation, Id<Policy>.New(clock), DemoPolicy.Name, document, Actor.System, cancellationToken);
        else if (known.ArchivedAt is null && known.Document != document)
            await versions.AddActiveAsync(organisation, known.Id, known.Revision, new(document, known.Scope, known.ActiveVersion, null), PolicyActor.System, cancellationToken);
    }

    /// <summary>Sees to a skill with one new key; keys of earlier starts are revoked.</summary>
    public async Task<DemoSkill> EnsureAsync(Id<Organisation> organisation, NewSkill wanted, CancellationToken cancellationToken)
    {
        var skill = (await skills.ListAsync(organisation, null, Most, cancellationToken)).Find(known => known.Name == wanted.Name)
            ?? (await skills.CreateAsync(organisation, wanted, Actor.System, cancellationToken))!.Value.Skill;
        var id = Id<Skill>.Parse(skill.Id);
        foreach (var old in skill.Keys.Where(key => key.RevokedAt is null))
            await keys.RevokeAsync(organisation, id, Id<SkillKey>.Parse(old.Id), Actor.System, cancellationToken);
        var text = SecretText.Create(SecretText.SkillKey);
        var key = new NewSkillKey(Id<SkillKey>.New(clock), SecretText.Hint(text), SecretText.Hash(text), clock.GetUtcNow() + KeyLife, SecretText.End(text), []);
        await keys.CreateAsync(organisation, id, key, Actor.System, cancellationToken);
        return new(skill.Name, skill.Id, text);
    }

    public NewSkill Draft(string name, string purpose, string ownerUserId, string connectionId, params string[] labels) =>
        new(Id<Skill>.New(clock), name, purpose, ownerUserId, connectionId, labels, clock.GetUtcNow() + SkillLife);
}
