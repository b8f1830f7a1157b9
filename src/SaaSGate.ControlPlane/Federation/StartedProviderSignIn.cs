namespace SaaSGate.ControlPlane.Federation;

/// <summary>A sign-in through an identity provider has begun.</summary>
/// <param name="Location">Where the browser goes now.</param>
internal sealed record StartedProviderSignIn(string Location);
