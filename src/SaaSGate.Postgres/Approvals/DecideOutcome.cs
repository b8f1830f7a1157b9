namespace SaaSGate.Postgres.Approvals;

/// <summary>What became of a decision.</summary>
public enum DecideOutcome
{
    /// <summary>It holds.</summary>
    Decided,

    /// <summary>It counts, and more people must approve.</summary>
    Voted,

    /// <summary>The gateway is asked to change the request.</summary>
    Edited,

    /// <summary>No such approval is visible to the reviewer's organisation.</summary>
    NotFound,

    /// <summary>Another decision came first, or the hold has ended.</summary>
    AlreadyDecided,

    /// <summary>This person has voted already.</summary>
    AlreadyVoted,

    /// <summary>The digest is not that of the stored view.</summary>
    ViewChanged,

    /// <summary>The reviewer owns the skill, now or when it was held.</summary>
    OwnRequest,

    /// <summary>The reviewer wrote the policy, and nobody else has voted.</summary>
    OwnPolicy,

    /// <summary>The reviewer made the request what it is, and nobody else is asked to approve it.</summary>
    OwnEdit,

    /// <summary>The rule asks others.</summary>
    NotAsked,

    /// <summary>The rule asks for a fresh sign-in.</summary>
    StepUpNeeded,

    /// <summary>A reviewer has asked for changes, so that what waits here is sent no more.</summary>
    EditPending,

    /// <summary>A tool call of an answer cannot be changed.</summary>
    NotEditable,

    /// <summary>The reviewer may decide no longer, or the grant has ended or does not allow decisions.</summary>
    Forbidden,
}
