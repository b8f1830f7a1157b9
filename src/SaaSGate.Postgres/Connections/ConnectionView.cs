using System.ComponentModel.DataAnnotations;

namespace SaaSGate.Postgres.Connections;

/// <summary>A Claude endpoint with its credential, of which only a hint is shown.</summary>
public sealed record ConnectionView
{
    /// <summary>Its id, <c>con_…</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Its name, unique in the organisation.</summary>
    public required string Name { get; init; }

    /// <summary>Where Claude answers.</summary>
    public required string BaseUrl { get; init; }

    /// <summary>Last four characters of the credential.</summary>
    public required string CredentialHint { get; init; }

    /// <summary>Regions whose gateways may use it.</summary>
    public required IReadOnlyList<string> Regions { get; init; }

    /// <summary>When it was registered.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>api_key or oauth_token.</summary>
    [AllowedValues("api_key", "oauth_token")]
    public required string CredentialKind { get; init; }

    /// <summary>Since when this credential is used.</summary>
    public required DateTimeOffset CredentialSince { get; init; }

    /// <summary>When it was last held against the upstream; null for never.</summary>
    public required DateTimeOffset? CredentialCheckedAt { get; init; }

    /// <summary>What came of that: accepted, refused or unreachable.</summary>
    public required string? CredentialCheck { get; init; }

    /// <summary>Sort of the credential before this one, while it is kept.</summary>
    public required string? PreviousKind { get; init; }

    /// <summary>Its last four characters.</summary>
    public required string? PreviousHint { get; init; }

    /// <summary>Since when it was used.</summary>
    public required DateTimeOffset? PreviousSince { get; init; }

    /// <summary>Whether the organisation has it beyond its plan: it goes on, and no more skills can use it.</summary>
    public required bool BeyondPlan { get; init; }

    /// <summary>Grows with every change of the credential; the ETag.</summary>
    public required long Version { get; init; }
}
