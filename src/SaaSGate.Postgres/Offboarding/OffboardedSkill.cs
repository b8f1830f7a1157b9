using System.ComponentModel.DataAnnotations;

namespace SaaSGate.Postgres.Offboarding;

/// <summary>What became of a skill whose owner left.</summary>
/// <param name="Id">The skill's id, <c>skl_…</c>.</param>
/// <param name="Name">Its name.</param>
/// <param name="Outcome">revoked, suspended or reassigned.</param>
/// <param name="OpenStreams">Streams that were open then and are cut.</param>
/// <param name="NewOwner">Who answers for it now; null where nobody does.</param>
public sealed record OffboardedSkill(
    string Id, string Name, [property: AllowedValues("revoked", "suspended", "reassigned")] string Outcome, int OpenStreams, NamedReference? NewOwner);
