namespace SaaSGate.Gateway.View;

/// <summary>A credential of a skill as the gateway knows it: whose it is and until when (Unix microseconds).</summary>
internal sealed record SkillCredential(string KeyId, string SkillId, long ExpiresAt);
