namespace SaaSGate.ControlPlane.Regions;

/// <summary>Why a connection ended.</summary>
internal enum CloseReason
{
    /// <summary>The gateway hung up, or the network did.</summary>
    GatewayLeft,

    /// <summary>The gateway is shut out.</summary>
    Revoked,

    /// <summary>The same gateway connected anew.</summary>
    Replaced,

    /// <summary>It let its queue fill up.</summary>
    TooSlow,

    /// <summary>It knows more of the logs than the database does: rows were lost.</summary>
    Ahead,

    /// <summary>This process ends.</summary>
    Stopping,
}
