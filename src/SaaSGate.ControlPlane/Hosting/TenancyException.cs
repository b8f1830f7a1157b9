namespace SaaSGate.ControlPlane.Hosting;

/// <summary>A grain of another organisation was called, or one without saying for whom: a defect of the caller, never a tenant's mistake.</summary>
/// <param name="method">What was called.</param>
[GenerateSerializer, Alias("tenancy-exception")]
internal sealed class TenancyException(string method) : Exception($"{method} was called for another organisation than the grain's own, or for none.");
