namespace SaaSGate.Postgres.Approvals;

/// <summary>What became of a message.</summary>
public enum SayOutcome
{
    /// <summary>It stands.</summary>
    Said,

    /// <summary>No such approval is visible to the author's organisation.</summary>
    NotFound,

    /// <summary>The grant has ended.</summary>
    Forbidden,

    /// <summary>There are as many messages as fit.</summary>
    Full,
}
