using SaaSGate.Contracts.Ids;
using SaaSGate.ControlPlane.Http;
using SaaSGate.ControlPlane.Identity;
using SaaSGate.Postgres.Connections;
using SaaSGate.Postgres.Organisations;
using SaaSGate.Postgres.Skills;

namespace SaaSGate.ControlPlane.Skills;

/// <summary>Checks what people write about a skill against their organisation.</summary>
internal sealed class SkillDrafts(MemberStore members, ConnectionStore connections, TimeProvider clock)
{
    private const int MostLabels = 20, LongestLabel = 60;
    private const string OwnerNeeded = "A person of this organisation is needed here.";
    private static readonly TimeSpan DefaultLife = TimeSpan.FromDays(365), LongestLife = TimeSpan.FromDays(5 * 366);

    public async Task<(NewSkill? Draft, ProblemResult? Problem)> CheckAsync(CreateSkill create, Caller caller, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        var name = errors.Text("name", create.Name, 100);
        var purpose = errors.Text("purpose", create.Purpose, 1000);
        var labels = Labels(errors, create.Labels ?? []);
        var owner = create.OwnerUserId ?? caller.ActorId;
        if (!await IsMemberAsync(caller.OrganisationId, owner, cancellationToken))
            errors.Add("ownerUserId", OwnerNeeded);
        if (await connections.FindAsync(caller.OrganisationId, create.ConnectionId, cancellationToken) is null)
            errors.Add("connectionId", "A connection of this organisation is needed here.");
        var now = clock.GetUtcNow();
        var expiresAt = create.ExpiresAt ?? now + DefaultLife;
        if (expiresAt <= now || expiresAt > now + LongestLife)
            errors.Add("expiresAt", "A time in the next five years is needed here.");
        return errors.Any ? (null, errors.ToProblem()) : (new(Id<Skill>.New(clock), name, purpose, owner, create.ConnectionId, labels, expiresAt.ToUniversalTime()), null);
    }

    public async Task<(SkillChanges? Changes, ProblemResult? Problem)> CheckAsync(UpdateSkill update, Caller caller, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        var purpose = update.Purpose is null ? null : errors.Text("purpose", update.Purpose, 1000);
        var labels = update.Labels is null ? null : Labels(errors, update.Labels);
        if (update.OwnerUserId is { } owner && !await IsMemberAsync(caller.OrganisationId, owner, cancellationToken))
            errors.Add("ownerUserId", OwnerNeeded);
        return errors.Any ? (null, errors.ToProblem()) : (new(purpose, labels, update.OwnerUserId), null);
    }

    private static string[] Labels(FieldErrors errors, IReadOnlyList<string> labels)
    {
        if (labels.Count > MostLabels)
            errors.Add("labels", $"At most {MostLabels} labels fit here.");
        return [.. labels.Select(label => errors.Text("labels", label, LongestLabel)).Distinct()];
    }

    private async Task<bool> IsMemberAsync(Id<Organisation> organisation, string userId, CancellationToken cancellationToken) =>
        await members.FindAsync(organisation, userId, cancellationToken) is { MayOwn: true };
}
