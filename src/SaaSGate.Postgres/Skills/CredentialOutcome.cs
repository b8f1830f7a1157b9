namespace SaaSGate.Postgres.Skills;

/// <summary>What came of giving a skill a credential.</summary>
public enum CredentialOutcome
{
    /// <summary>It has it now.</summary>
    Made,

    /// <summary>There is no such skill, or no such key to take the place of.</summary>
    Missing,

    /// <summary>There are as many as fit.</summary>
    Full,

    /// <summary>Who gives it, or who made the token that does, has left meanwhile.</summary>
    Gone,
}
