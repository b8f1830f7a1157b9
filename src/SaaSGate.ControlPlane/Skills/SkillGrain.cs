using SaaSGate.Contracts.Ids;
using SaaSGate.Contracts.RegionLink;
using SaaSGate.ControlPlane.Live;
using SaaSGate.ControlPlane.Locks;
using SaaSGate.Postgres.Regions;
using SaaSGate.Postgres.Skills;

namespace SaaSGate.ControlPlane.Skills;

/// <inheritdoc cref="ISkillGrain"/>
internal sealed class SkillGrain(SkillStore skills, StopStore stops, LiveNotices notices) : Grain, ISkillGrain
{
    public async Task<bool> StopAsync(SkillCommand command)
    {
        if (await TargetAsync() is not { } target)
            return false;
        notices.FeedAdvanced((await stops.AddLockAsync(target, command.Reason ?? "", new(command.ActorId, command.ActorName), CancellationToken.None)).Feeds);
        return true;
    }

    public async Task<bool> ResumeAsync(LiftCommand command)
    {
        if (await TargetAsync() is not { } target)
            return false;
        notices.FeedAdvanced((await stops.LiftLocksAsync(target, command.ToLifter(), CancellationToken.None)).Feeds);
        return true;
    }

    private async Task<StopTarget?> TargetAsync()
    {
        var key = this.GetPrimaryKeyString();
        var organisation = Id<Organisation>.Parse(GrainKeys.OrganisationOf(key)!);
        var skill = Id<Skill>.Parse(GrainKeys.IdOf(key));
        return await skills.FindAsync(organisation, skill, CancellationToken.None) is null ? null : new(organisation, StopKind.Skill, skill.Value);
    }
}
