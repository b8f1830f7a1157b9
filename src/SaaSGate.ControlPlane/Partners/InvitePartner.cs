using System.ComponentModel.DataAnnotations;

namespace SaaSGate.ControlPlane.Partners;

/// <summary>An offer to a partner.</summary>
/// <param name="Address">The partner's short name, or the e-mail address of one of its admins.</param>
/// <param name="Actions">see, or see and decide.</param>
/// <param name="Labels">Of skills; none: all.</param>
/// <param name="Masking">full for the whole masked view, summary for what it is about without bodies.</param>
/// <param name="Until">Until when the grant lasts, at most two years.</param>
/// <param name="Message">A word with it.</param>
internal sealed record InvitePartner(
    string Address,
    [property: AllowedValues("see", "decide")] IReadOnlyList<string> Actions,
    IReadOnlyList<string> Labels,
    [property: AllowedValues("full", "summary")] string Masking,
    DateTimeOffset Until,
    string? Message = null);
