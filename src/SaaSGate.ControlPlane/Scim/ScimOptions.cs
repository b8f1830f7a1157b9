using System.ComponentModel.DataAnnotations;

namespace SaaSGate.ControlPlane.Scim;

/// <summary>How much directories may ask of this process. Deactivations do not count and are never refused for it.</summary>
internal sealed record ScimOptions
{
    public const string Section = "SaaSGate:Scim";

    /// <summary>Calls a second of one organisation, in the long run.</summary>
    [Range(1, 1_000_000)]
    public int CallsPerSecond { get; init; } = 100;

    /// <summary>Calls that may come at once after a pause.</summary>
    [Range(ScimBulk.MostOperations, 10_000_000)]
    public int CallsAtOnce { get; init; } = 2000;
}
