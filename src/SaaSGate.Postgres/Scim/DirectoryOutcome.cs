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
}
