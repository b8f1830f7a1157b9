namespace SaaSGate.ControlPlane.Federation;

/// <summary>A domain that the organisation says is its own.</summary>
/// <param name="Name">Such as <c>example.com</c>.</param>
internal sealed record AddDomain(string Name);
