namespace SaaSGate.Postgres.Approvals;

/// <summary>What became of a decision.</summary>
public enum DecideOutcome
{
    /// <summary>It holds.</summary>
    Decided,

    /// <summary>No such approval is visible to the reviewer's organisation.</summary>
    NotFound,

    /// <summary>Another decision came first, or the hold has ended.</summary>
    AlreadyDecided,

    /// <summary>The digest is not that of the stored view.</summary>
    ViewChanged,

    /// <summary>The reviewer owns the skill, now or when it was held.</summary>
    OwnRequest,

    /// <summary>The grant has ended or does not allow decisions.</summary>
    Forbidden,
}
