using SaaSGate.Postgres;

namespace SaaSGate.ControlPlane.Federation;

/// <summary>How somebody with an address may sign in. A password is always tried: that it is refused says nothing about an account.</summary>
/// <param name="Providers">Identity providers that the address's domain leads to.</param>
internal sealed record SignInWays(IReadOnlyList<NamedReference> Providers);
