namespace SaaSGate.Postgres.Offboarding;

/// <summary>A credential that ended with its owner.</summary>
/// <param name="Id">Its id: <c>key_…</c> of a skill's key, <c>cli_…</c> of a client of the token service, <c>map_…</c> of a mapping of a trusted issuer, <c>tok_…</c> of an API token.</param>
/// <param name="Name">By which people know it: the first characters of a key or a secret, the name of an issuer or a token.</param>
/// <param name="SkillId">Whose; null for an API token.</param>
public sealed record OffboardedCredential(string Id, string Name, string? SkillId)
{
    /// <summary>Whether tokens of a trusted issuer stood for the skill by it.</summary>
    internal bool IsMapping => Id.StartsWith("map_", StringComparison.Ordinal);
}
