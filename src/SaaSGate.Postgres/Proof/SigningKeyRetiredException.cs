namespace SaaSGate.Postgres.Proof;

/// <summary>The key that was to sign was retired meanwhile. Whoever reads the present one again can go on.</summary>
public sealed class SigningKeyRetiredException : Exception
{
    /// <summary>One.</summary>
    public SigningKeyRetiredException()
        : base("The signing key was retired meanwhile.")
    {
    }

    /// <summary>One that says what happened.</summary>
    public SigningKeyRetiredException(string message)
        : base(message)
    {
    }

    /// <summary>One that says what happened, and why.</summary>
    public SigningKeyRetiredException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
