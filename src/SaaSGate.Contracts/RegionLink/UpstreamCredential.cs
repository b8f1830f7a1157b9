namespace SaaSGate.Contracts.RegionLink;

/// <summary>
/// The sorts of credentials that a connection may have, and how a request carries each. Another sort, such as one whose requests are signed,
/// is another kind: what is kept of it is text too, JSON where it has parts.
/// </summary>
public static class UpstreamCredential
{
    /// <summary>A Claude API key.</summary>
    public const string ApiKey = "api_key";

    /// <summary>An OAuth access token of Claude.</summary>
    public const string OAuthToken = "oauth_token";

    /// <summary>All kinds that there are.</summary>
    public static IReadOnlyList<string> Kinds { get; } = [ApiKey, OAuthToken];

    /// <summary>The headers that carry it, to add to those that are there.</summary>
    /// <exception cref="NotSupportedException">The kind is not known here: nothing is sent.</exception>
    public static IReadOnlyList<(string Name, string Value)> HeadersOf(string kind, string credential) => kind switch
    {
        ApiKey or "" => [("x-api-key", credential)],
        // https://docs.claude.com/en/api/overview: tokens are bearer tokens, behind a beta header.
        OAuthToken => [("authorization", $"Bearer {credential}"), ("anthropic-beta", "oauth-2025-04-20")],
        _ => throw new NotSupportedException($"Credentials of the kind {kind} are not known."),
    };
}
