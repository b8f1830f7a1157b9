namespace SaaSGate.Postgres.Organisations;

/// <summary>How a change of what a person may do, or of a role, ended.</summary>
public enum MemberOutcome
{
    /// <summary>It holds.</summary>
    Done,

    /// <summary>There is no such person or role.</summary>
    NotFound,

    /// <summary>It is not what the author read any more.</summary>
    Changed,

    /// <summary>A name is no role here.</summary>
    UnknownRole,

    /// <summary>It gives or takes what who would change it may not do.</summary>
    Beyond,

    /// <summary>Nobody would own the organisation any more.</summary>
    LastOwner,

    /// <summary>The person has left, or an identity provider says what they may do.</summary>
    Kept,

    /// <summary>The name of the role is taken.</summary>
    NameTaken,

    /// <summary>As many roles as fit.</summary>
    Full,

    /// <summary>Somebody has the role, or a group gives it.</summary>
    InUse,

    /// <summary>Somebody of the organisation, here or gone, has the address.</summary>
    AddressTaken,

    /// <summary>Who has the address comes in by an identity provider alone.</summary>
    ProviderNeeded,

    /// <summary>The person has an account already.</summary>
    AccountKnown,
}
