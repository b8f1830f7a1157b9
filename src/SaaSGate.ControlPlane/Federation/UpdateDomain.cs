namespace SaaSGate.ControlPlane.Federation;

/// <summary>Where a proven domain leads.</summary>
/// <param name="ProviderId">The identity provider that people with an address of the domain are sent to; absent for none.</param>
/// <param name="Required">Whether passwords open nothing here for addresses of the domain.</param>
internal sealed record UpdateDomain(string? ProviderId = null, bool Required = false);
