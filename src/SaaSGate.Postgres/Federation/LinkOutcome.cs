namespace SaaSGate.Postgres.Federation;

/// <summary>Whether somebody whom an identity provider names may come in.</summary>
public enum LinkOutcome
{
    /// <summary>A member of the organisation.</summary>
    Member,

    /// <summary>Nobody yet, who may become a member.</summary>
    Nobody,

    /// <summary>Nobody, and the provider makes no members.</summary>
    Unknown,

    /// <summary>Somebody who has left.</summary>
    Left,

    /// <summary>Nothing that the person's groups may do.</summary>
    NoRole,

    /// <summary>The provider gives no e-mail address.</summary>
    NoAddress,

    /// <summary>The address is another member's, and nothing shows that this is the same person.</summary>
    AddressTaken,

    /// <summary>The address is that of a member who joined by a link, or by another provider's word, and never showed that it is theirs.</summary>
    NotShown,

    /// <summary>A person may do more than who set the provider up: it does not vouch for them.</summary>
    Beyond,
}
