using System.ComponentModel.DataAnnotations;

namespace SaaSGate.Postgres.Offboarding;

/// <summary>One word that somebody has left.</summary>
/// <param name="Kind">What sort of word.</param>
/// <param name="Source">What said so.</param>
/// <param name="Detail">A line that it gave; null for none.</param>
/// <param name="At">When it came.</param>
/// <param name="ActorName">Who acted on it.</param>
public sealed record OffboardingCauseView(
    [property: AllowedValues("scim_deactivated", "scim_deleted", "risc_account_disabled", "risc_account_purged", "hr_webhook", "manual")] string Kind,
    string Source, string? Detail, DateTimeOffset At, string ActorName);
