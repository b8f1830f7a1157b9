using System.Text.Json;
using SaaSGate.Contracts.Tokens;

namespace SaaSGate.Postgres.Tokens;

/// <summary>A public key of an issuer, as <c>tenant.trusted_issuers.keys</c> holds it.</summary>
/// <param name="Id">Its <c>kid</c>.</param>
/// <param name="Algorithm">The only algorithm that it is for; empty where any of its kind is.</param>
/// <param name="Kind">P-256, P-384, P-521 or RSA.</param>
/// <param name="Key">SubjectPublicKeyInfo.</param>
internal sealed record StoredIssuerKey(string Id, string Algorithm, string Kind, byte[] Key)
{
    public static string Write(IEnumerable<TokenKey> keys) =>
        JsonSerializer.Serialize(keys.Select(key => new StoredIssuerKey(key.Id, key.Algorithm, key.Kind, key.PublicKey.ToArray())), JsonSerializerOptions.Web);

    public static IReadOnlyList<TokenKey> Read(string json) =>
        [.. JsonSerializer.Deserialize<StoredIssuerKey[]>(json, JsonSerializerOptions.Web)!.Select(key => new TokenKey(key.Id, key.Algorithm, key.Key) { Kind = key.Kind })];
}
