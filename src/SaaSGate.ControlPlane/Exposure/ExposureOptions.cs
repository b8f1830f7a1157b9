using System.ComponentModel.DataAnnotations;

namespace SaaSGate.ControlPlane.Exposure;

/// <summary>How much people may look up. Section <c>SaaSGate:Exposure</c>.</summary>
public sealed record ExposureOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "SaaSGate:Exposure";

    /// <summary>Look-ups of one person, and of all tokens that the person made, in a minute.</summary>
    [Range(1, 10_000)]
    public int LookUpsPerMinute { get; set; } = 30;

    /// <summary>Look-ups of one person, and of all tokens that the person made, in a day.</summary>
    [Range(1, 100_000)]
    public int LookUpsPerDay { get; set; } = 1000;
}
