namespace SaaSGate.Postgres.Locks;

/// <summary>What came of lifting a lock.</summary>
public enum LiftOutcome
{
    /// <summary>It is lifted, or was before.</summary>
    Lifted,

    /// <summary>There is no such lock.</summary>
    NotFound,

    /// <summary>Others may lift it.</summary>
    Forbidden,
}
