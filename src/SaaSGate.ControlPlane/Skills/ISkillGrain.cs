using SaaSGate.ControlPlane.Locks;

namespace SaaSGate.ControlPlane.Skills;

/// <summary>One skill, alive: stops and resumes it, one after the other. Key: <c>org_…/skl_…</c>.</summary>
[Alias("skill")]
internal interface ISkillGrain : IGrainWithStringKey
{
    /// <summary>Locks the skill: open streams are cut and calls refused in every region. False when there is no such skill.</summary>
    [Alias("stop")]
    Task<bool> StopAsync(SkillCommand command);

    /// <summary>Lifts the skill's own locks, as far as the lifter may. False when there is no such skill.</summary>
    [Alias("resume")]
    Task<bool> ResumeAsync(LiftCommand command);
}
