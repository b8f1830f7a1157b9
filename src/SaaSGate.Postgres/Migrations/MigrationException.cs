namespace SaaSGate.Postgres.Migrations;

/// <summary>The database cannot be brought to the program's version. The message is one line and says what to do.</summary>
public sealed class MigrationException : Exception
{
    /// <summary>Without a message.</summary>
    public MigrationException() { }

    /// <summary>With what to do.</summary>
    public MigrationException(string message) : base(message) { }

    /// <summary>With what to do and what happened.</summary>
    public MigrationException(string message, Exception innerException) : base(message, innerException) { }
}
