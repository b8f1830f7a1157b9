using System.ComponentModel.DataAnnotations;

namespace SaaSGate.ControlPlane.Skills;

/// <summary>How long a skill goes on without a word of its owner. Section <c>SaaSGate:Skills</c>.</summary>
internal sealed record SkillOptions
{
    public const string Section = "SaaSGate:Skills";

    /// <summary>Days from one confirmation to the next; the first is due 180 days after the skill was registered.</summary>
    [Range(40, 3650)]
    public int ConfirmEveryDays { get; set; } = 180;
}
