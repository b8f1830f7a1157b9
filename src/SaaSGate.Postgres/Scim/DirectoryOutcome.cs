namespace SaaSGate.Postgres.Scim;

/// <summary>How a change of the directory ended.</summary>
public enum DirectoryOutcome
{
    /// <summary>It holds.</summary>
    Done,

    /// <summary>There is no such thing.</summary>
    NotFound,

    /// <summary>It is not what the author read any more.</summary>
    Changed,

    /// <summary>Another person has the name.</summary>
    NameTaken,

    /// <summary>A member who joined otherwise has the address, and nothing shows that it is theirs.</summary>
    NotShown,

    /// <summary>It concerns people, or gives roles, that may do more than who would change it, or who made the token.</summary>
    Beyond,
}
