namespace SaaSGate.Postgres.Federation;

/// <summary>A sign-in that was sent to an identity provider.</summary>
/// <param name="BrowserHash">SHA-256 of the cookie of the browser that began it.</param>
/// <param name="OrganisationId">The organisation.</param>
/// <param name="ProviderId">The provider.</param>
/// <param name="ReturnTo">The path of the portal to go to.</param>
/// <param name="Fresh">Whether the person must show anew who they are.</param>
/// <param name="Replaces">The sign-in that this browser has had.</param>
/// <param name="StartedAt">When it began.</param>
/// <param name="ExpiresAt">When it is over.</param>
/// <param name="Answer">What the provider has said, under a key that follows from the state; null while it has said nothing.</param>
public sealed record SignInAttempt(
    byte[] BrowserHash, string OrganisationId, string ProviderId, string ReturnTo, bool Fresh, string? Replaces, DateTimeOffset StartedAt, DateTimeOffset ExpiresAt,
    byte[]? Answer = null);
