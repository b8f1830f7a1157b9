namespace SaaSGate.Postgres.Approvals;

/// <summary>What became of a change to a group.</summary>
public enum ReviewerGroupOutcome
{
    /// <summary>It is so.</summary>
    Done,

    /// <summary>There is no such group.</summary>
    NotFound,

    /// <summary>It was changed since it was read.</summary>
    Changed,

    /// <summary>Another group has the name.</summary>
    NameTaken,

    /// <summary>A member is neither a person of the organisation nor a partner of it.</summary>
    UnknownMember,

    /// <summary>There are as many groups as fit.</summary>
    Full,
}
