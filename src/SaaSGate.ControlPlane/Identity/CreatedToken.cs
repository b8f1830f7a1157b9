using SaaSGate.ControlPlane.Idempotency;

namespace SaaSGate.ControlPlane.Identity;

/// <summary>A new credential for the management API.</summary>
/// <param name="Id">Its id, <c>tok_…</c>.</param>
/// <param name="Token">Its text, shown this once.</param>
/// <param name="ExpiresAt">When it ends.</param>
internal sealed record CreatedToken(string Id, string Token, DateTimeOffset ExpiresAt) : IShownOnce;
