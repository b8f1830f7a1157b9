using System.ComponentModel.DataAnnotations;

namespace SaaSGate.ControlPlane.Connections;

/// <summary>What people see of a credential.</summary>
/// <param name="Kind">api_key or oauth_token.</param>
/// <param name="Hint">Its last four characters; empty where it is too short to show any.</param>
/// <param name="Since">Since when it is, or was, in use.</param>
/// <param name="CheckedAt">When it was last held against the upstream; null for never.</param>
/// <param name="Check">What came of that: accepted, refused or unreachable.</param>
internal sealed record ShownCredential(
    [property: AllowedValues("api_key", "oauth_token")] string Kind, string Hint, DateTimeOffset Since, DateTimeOffset? CheckedAt,
    [property: AllowedValues("accepted", "refused", "unreachable", null)] string? Check);
