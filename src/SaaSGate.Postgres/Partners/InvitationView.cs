using System.ComponentModel.DataAnnotations;

namespace SaaSGate.Postgres.Partners;

/// <summary>An offer to a partner, as either side reads it.</summary>
/// <param name="Id">Its id, <c>inv_…</c>.</param>
/// <param name="OrganisationId">Who offers.</param>
/// <param name="OrganisationName">The name.</param>
/// <param name="Address">To whom: a short name, or the e-mail address of an admin.</param>
/// <param name="Actions">see, decide.</param>
/// <param name="Labels">Of skills; none: all.</param>
/// <param name="Masking">full or summary.</param>
/// <param name="Until">Until when the grant would last.</param>
/// <param name="Message">A word with it.</param>
/// <param name="State">waiting, accepted, declined or withdrawn; a waiting one that is past its expiry has run out.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="CreatedByName">By whom.</param>
/// <param name="ExpiresAt">Until when it can be accepted.</param>
/// <param name="AnsweredAt">When it was answered or withdrawn.</param>
/// <param name="GrantId">The grant that came of it.</param>
public sealed record InvitationView(
    string Id,
    string OrganisationId,
    string OrganisationName,
    string Address,
    [property: AllowedValues("see", "decide")] IReadOnlyList<string> Actions,
    IReadOnlyList<string> Labels,
    [property: AllowedValues("full", "summary")] string Masking,
    DateTimeOffset Until,
    string? Message,
    [property: AllowedValues("waiting", "accepted", "declined", "withdrawn")] string State,
    DateTimeOffset CreatedAt,
    string CreatedByName,
    DateTimeOffset ExpiresAt,
    DateTimeOffset? AnsweredAt,
    string? GrantId);
