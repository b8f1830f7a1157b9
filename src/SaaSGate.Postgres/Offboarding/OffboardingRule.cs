using System.ComponentModel.DataAnnotations;

namespace SaaSGate.Postgres.Offboarding;

/// <summary>What becomes of a person's skills when they leave.</summary>
/// <param name="OnLeaving">revoke, suspend, or reassign to the successor. Keys end in any case.</param>
/// <param name="Successor">Who gets them; null where nobody does.</param>
/// <param name="Version">Grows with every edit; the ETag.</param>
public sealed record OffboardingRule([property: AllowedValues("revoke", "suspend", "reassign")] string OnLeaving, NamedReference? Successor, long Version)
{
    /// <summary>Where an organisation said nothing.</summary>
    public static OffboardingRule Default { get; } = new("revoke", null, 0);
}
