using System.ComponentModel.DataAnnotations;

namespace SaaSGate.Postgres.Partners;

/// <summary>What a partner may see and do, as either side reads it.</summary>
/// <param name="Id">Its id, <c>grt_…</c>.</param>
/// <param name="OrganisationId">Who gave it.</param>
/// <param name="OrganisationName">The name.</param>
/// <param name="PartnerId">Whom it was given to.</param>
/// <param name="PartnerName">The name.</param>
/// <param name="Actions">see, decide.</param>
/// <param name="Labels">Of skills; none: all.</param>
/// <param name="Masking">full for the whole masked view, summary for what it is about without bodies.</param>
/// <param name="CreatedAt">Since when.</param>
/// <param name="Until">Until when.</param>
/// <param name="EndedAt">When a side ended it.</param>
/// <param name="EndedByName">Who.</param>
/// <param name="Live">Whether it still gives anything.</param>
public sealed record GrantView(
    string Id,
    string OrganisationId,
    string OrganisationName,
    string PartnerId,
    string PartnerName,
    [property: AllowedValues("see", "decide")] IReadOnlyList<string> Actions,
    IReadOnlyList<string> Labels,
    [property: AllowedValues("full", "summary")] string Masking,
    DateTimeOffset CreatedAt,
    DateTimeOffset Until,
    DateTimeOffset? EndedAt,
    string? EndedByName,
    bool Live);
