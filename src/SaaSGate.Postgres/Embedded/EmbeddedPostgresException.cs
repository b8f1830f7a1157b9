namespace SaaSGate.Postgres.Embedded;

/// <summary>PostgreSQL could not be started. The message is one line and says what to do.</summary>
public sealed class EmbeddedPostgresException : Exception
{
    /// <summary>Without a message.</summary>
    public EmbeddedPostgresException() { }

    /// <summary>With what to do.</summary>
    public EmbeddedPostgresException(string message) : base(message) { }

    /// <summary>With what to do and what happened.</summary>
    public EmbeddedPostgresException(string message, Exception innerException) : base(message, innerException) { }
}
