namespace SaaSGate.ControlPlane.Tests.Decisions;

/// <summary>What may happen around a held request, at any moment.</summary>
internal enum DecisionStep
{
    /// <summary>A client sends the request, or sends it again.</summary>
    Send,

    /// <summary>A client hangs up.</summary>
    Leave,

    /// <summary>A reviewer approves what waits.</summary>
    Approve,

    /// <summary>A reviewer denies it.</summary>
    Deny,

    /// <summary>Two reviewers decide at once, differently.</summary>
    DecideTwice,

    /// <summary>Its time is up.</summary>
    Expire,

    /// <summary>The skill is locked.</summary>
    Lock,

    /// <summary>Its locks are lifted.</summary>
    Unlock,

    /// <summary>Another version of the policy comes into force.</summary>
    ChangePolicy,

    /// <summary>The gateway forgets what it holds and begins anew.</summary>
    RestartGateway,

    /// <summary>The silo goes and comes back.</summary>
    RestartSilo,
}
