using System.ComponentModel.DataAnnotations;
using System.Text.Json;

namespace SaaSGate.ControlPlane.Tokens;

/// <summary>A client of the token service that is to be made for a skill.</summary>
/// <param name="ExpiresInDays">1 to 365.</param>
/// <param name="Method">client_secret or private_key_jwt.</param>
/// <param name="Jwks">With private_key_jwt: a JSON Web Key Set of public keys.</param>
internal sealed record CreateSkillClient(
    int ExpiresInDays, [property: AllowedValues("client_secret", "private_key_jwt")] string Method = "client_secret", JsonElement? Jwks = null);
