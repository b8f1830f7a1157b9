namespace SaaSGate.ControlPlane.Federation.Saml;

/// <summary>An assertion that is believed, once.</summary>
/// <param name="Statement">What it says.</param>
/// <param name="Hash">SHA-256 of its ID.</param>
/// <param name="ExpiresAt">From when on it would not be believed any more.</param>
internal sealed record SamlBelieved(SamlStatement Statement, byte[] Hash, DateTimeOffset ExpiresAt);
