namespace SaaSGate.Postgres.Scim;

/// <summary>What happens to people of a group.</summary>
public enum DirectoryMemberChangeKind
{
    /// <summary>They come to those who are in it.</summary>
    Add,

    /// <summary>They go.</summary>
    Remove,

    /// <summary>Only they stay.</summary>
    Replace,
}
