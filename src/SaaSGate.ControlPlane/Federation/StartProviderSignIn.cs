namespace SaaSGate.ControlPlane.Federation;

/// <summary>A sign-in through an identity provider begins.</summary>
/// <param name="ProviderId">The provider, <c>idp_…</c>.</param>
/// <param name="ReturnTo">A path of the portal to go to afterwards; the first page when absent.</param>
/// <param name="Email">The address that the person typed; may be absent.</param>
/// <param name="Fresh">Whether the person must show anew who they are, for what asks for a fresh sign-in.</param>
internal sealed record StartProviderSignIn(string ProviderId, string? ReturnTo = null, string? Email = null, bool Fresh = false);
