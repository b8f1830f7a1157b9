namespace SaaSGate.Contracts.Tokens;

/// <summary>The steps that every token passes, whoever it is for. Refusals are codes for logs and audit, never shown with what was sent.</summary>
public static class TokenCheck
{
    /// <summary>Seconds that clocks may differ.</summary>
    public const int Leeway = 60;

    /// <summary>Codes of refusals.</summary>
    public const string Malformed = "malformed", Algorithm = "algorithm", KeyUnknown = "key_unknown", Signature = "signature", Type = "type", Issuer = "issuer", Audience = "audience",
        Expired = "expired", NotYetValid = "not_yet_valid", IssuedInFuture = "issued_in_future", Bound = "bound", Claims = "claims", StaleKeys = "stale_keys", Replayed = "replayed";

    /// <summary>The signature, by one of the keys.</summary>
    /// <returns>Null where it is right.</returns>
    public static string? SignedByOneOf(SignedToken token, IReadOnlyList<TokenKey> keys)
    {
        ArgumentNullException.ThrowIfNull(token);
        ArgumentNullException.ThrowIfNull(keys);
        if (token.Algorithm.Length == 0 || token.Algorithm.StartsWith("HS", StringComparison.Ordinal) || string.Equals(token.Algorithm, "none", StringComparison.OrdinalIgnoreCase))
            return Algorithm;

        // A token that names a key is of that key; one that names none can be of a key alone that is the only one of its kind.
        var named = token.KeyId is { } id ? [.. keys.Where(key => key.Id == id)] : keys;
        if (named.Count == 0)
            return KeyUnknown;
        var fitting = named.Where(key => key.IsFor(token.Algorithm)).ToList();
        if (fitting.Count == 0)
            return Algorithm;
        if (token.KeyId is null && fitting.Count > 1)
            return KeyUnknown;
        return fitting.Exists(token.IsSignedBy) ? null : Signature;
    }

    /// <summary><c>exp</c>, which must be there, <c>nbf</c> and <c>iat</c>.</summary>
    /// <param name="token">The token.</param>
    /// <param name="now">The present time.</param>
    /// <returns>Null where they are right.</returns>
    public static string? Times(SignedToken token, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(token);
        var seconds = now.ToUnixTimeSeconds();
        if (token.ExpiresAt is not { } expires || seconds >= expires + Leeway)
            return Expired;
        if (token.Claim("nbf") is not null && !(token.Seconds("nbf") <= seconds + Leeway))
            return NotYetValid;
        return token.Claim("iat") is not null && !(token.Seconds("iat") <= seconds + Leeway) ? IssuedInFuture : null;
    }
}
