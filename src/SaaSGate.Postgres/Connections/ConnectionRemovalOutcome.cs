namespace SaaSGate.Postgres.Connections;

/// <summary>Whether a connection was removed, or why not.</summary>
public enum ConnectionRemovalOutcome
{
    /// <summary>It is gone, with its credentials.</summary>
    Removed,

    /// <summary>There is none.</summary>
    Unknown,

    /// <summary>It is not what the author read.</summary>
    Changed,

    /// <summary>Skills or batches still use it.</summary>
    InUse,
}
