namespace SaaSGate.Postgres.Tokens;

/// <summary>What came of trusting an issuer, or of mapping it.</summary>
public enum TrustResult
{
    /// <summary>It is so now.</summary>
    Added,

    /// <summary>The name is taken in the organisation.</summary>
    NameTaken,

    /// <summary>An organisation trusts this issuer for this audience already.</summary>
    Taken,

    /// <summary>There is no such issuer or skill.</summary>
    Missing,

    /// <summary>There are as many as fit.</summary>
    Full,

    /// <summary>Who maps it, or who made the token that does, has left meanwhile.</summary>
    Gone,
}
