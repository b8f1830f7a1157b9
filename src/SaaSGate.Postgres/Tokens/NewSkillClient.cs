using SaaSGate.Contracts.Ids;

namespace SaaSGate.Postgres.Tokens;

/// <summary>A client that is to be kept: the hash of its secret, or its public keys.</summary>
/// <param name="Id">The <c>client_id</c>.</param>
/// <param name="Method">client_secret or private_key_jwt.</param>
/// <param name="Hint">For people.</param>
/// <param name="SecretHash">SHA-256 of the secret; null where it signs.</param>
/// <param name="Keys">A JSON Web Key Set of public keys; null where it has a secret.</param>
/// <param name="ExpiresAt">When it ends.</param>
public sealed record NewSkillClient(Id<SkillClient> Id, string Method, string Hint, byte[]? SecretHash, string? Keys, DateTimeOffset ExpiresAt);
