using SaaSGate.ControlPlane.Idempotency;

namespace SaaSGate.ControlPlane.Tokens;

/// <summary>A new client of a skill.</summary>
/// <param name="ClientId">Its <c>client_id</c>, <c>cli_…</c>.</param>
/// <param name="ClientSecret">Its secret, shown this once; null where it signs.</param>
/// <param name="TokenEndpoint">Where it asks for tokens.</param>
/// <param name="ExpiresAt">When it ends.</param>
internal sealed record CreatedSkillClient(string ClientId, string? ClientSecret, string TokenEndpoint, DateTimeOffset ExpiresAt) : IShownOnce;
