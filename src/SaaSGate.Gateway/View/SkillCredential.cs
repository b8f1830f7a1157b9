using System.Net;

namespace SaaSGate.Gateway.View;

/// <summary>A credential of a skill as the gateway knows it: whose it is and until when (Unix microseconds).</summary>
/// <param name="KeyId">The key, client or mapping.</param>
/// <param name="SkillId">Whose.</param>
/// <param name="ExpiresAt">When it ends.</param>
/// <param name="Networks">Where it may be used from; anywhere where empty.</param>
internal sealed record SkillCredential(string KeyId, string SkillId, long ExpiresAt, IReadOnlyList<IPNetwork> Networks);
