using System.Security.Cryptography;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using SaaSGate.Postgres.Federation;

namespace SaaSGate.ControlPlane.Federation;

/// <summary>Believes signed tokens of identity providers, or says why not. Only signatures made with a private key count.</summary>
internal sealed class ProviderTokens(ProviderDirectory directory, TimeProvider clock)
{
    public static readonly TimeSpan Skew = TimeSpan.FromSeconds(60);

    private static readonly string[] Algorithms =
    [
        SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512, SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.RsaSsaPssSha384,
        SecurityAlgorithms.RsaSsaPssSha512, SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384, SecurityAlgorithms.EcdsaSha512,
    ];

    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false };

    /// <summary>Reads a token whose keys are those of the provider's metadata.</summary>
    /// <returns>The token, or why it is not believed, in words for administrators.</returns>
    /// <exception cref="ProviderException">The provider's keys are not to be had.</exception>
    public async Task<(SignedToken? Token, string? Why)> ReadAsync(KnownProvider provider, string text, TokenRules rules, CancellationToken cancellationToken)
    {
        if (SignedToken.Read(text) is not { } token)
            return (null, "no signed token");
        return IsSignature(token.Algorithm) ? await CheckAsync(token, await directory.KeysAsync(provider, token.KeyId, cancellationToken), rules) : (null, "algorithm");
    }

    /// <summary>Holds a token against keys and rules.</summary>
    public async Task<(SignedToken? Token, string? Why)> CheckAsync(SignedToken token, IReadOnlyList<JsonWebKey> keys, TokenRules rules)
    {
        // A key that says for which algorithm it is serves no other.
        var fitting = keys.Where(key => key.Alg is null or "" || key.Alg == token.Algorithm).ToArray();
        if (!IsSignature(token.Algorithm))
            return (null, "algorithm");
        if (fitting.Length == 0)
            return (null, "key");
        var result = await _handler.ValidateTokenAsync(token.Raw, new()
        {
            ValidAlgorithms = Algorithms,
            IssuerSigningKeyResolver = (_, _, _, _) => fitting,
            RequireSignedTokens = true,
            ValidateIssuer = false,
            ValidateAudience = false,
            ValidateLifetime = false,
            RequireExpirationTime = false,
        });
        if (!result.IsValid)
            return (null, "signature");
        if (token.Text("iss") != rules.Issuer)
            return (null, "issuer");
        if (!token.Audiences.Intersect(rules.Audiences).Any())
            return (null, "audience");
        if (rules.Types is { } types && !types.Contains(token.Type, StringComparer.OrdinalIgnoreCase))
            return (null, "type");
        return TimeProblem(token, rules) is { } problem ? (null, problem) : (token, null);
    }

    /// <summary>Reads tokens of its own, of the two usual algorithms, so that the first one of a provider finds compiled what reads it.</summary>
    public async Task RehearseAsync()
    {
        using var curve = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var rsa = RSA.Create(2048);
        SigningCredentials[] signers = [new(new ECDsaSecurityKey(curve), SecurityAlgorithms.EcdsaSha256), new(new RsaSecurityKey(rsa), SecurityAlgorithms.RsaSha256)];
        foreach (var signer in signers)
        {
            var now = clock.GetUtcNow().UtcDateTime;
            var text = _handler.CreateToken(new SecurityTokenDescriptor { Issuer = "rehearsal", Audience = "rehearsal", IssuedAt = now, Expires = now + Skew, SigningCredentials = signer });
            await CheckAsync(SignedToken.Read(text)!, [JsonWebKeyConverter.ConvertFromSecurityKey(signer.Key)], new("rehearsal", ["rehearsal"], null, Expires: true, Skew));
        }
    }

    /// <summary>Whether an algorithm signs with a private key.</summary>
    public static bool IsSignature(string? algorithm) => Algorithms.Contains(algorithm);

    private string? TimeProblem(SignedToken token, TokenRules rules)
    {
        var now = clock.GetUtcNow();
        var expires = token.Time("exp");
        if (rules.Expires ? expires is null : token.Has("exp"))
            return "exp";
        if (expires <= now - Skew)
            return "expired";
        if (token.Has("nbf") && !(token.Time("nbf") <= now + Skew))
            return "nbf";
        return token.Time("iat") is { } made && made <= now + Skew && made >= now - rules.LongestAge - Skew ? null : "iat";
    }
}
