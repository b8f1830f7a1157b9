using System.ComponentModel.DataAnnotations;

namespace SaaSGate.ControlPlane.Identity;

/// <summary>A credential for the management API that is to be made.</summary>
/// <param name="Name">What it is for.</param>
/// <param name="Scopes">Some of read, approve, contain, policies, audit, manage; each that you may do yourself. The token does as much of it as you may do at the time.</param>
/// <param name="ExpiresInDays">1 to 365.</param>
internal sealed record CreateToken(string Name, [property: AllowedValues("read", "approve", "contain", "policies", "audit", "manage")] IReadOnlyList<string> Scopes, int ExpiresInDays);
