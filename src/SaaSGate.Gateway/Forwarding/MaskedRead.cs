namespace SaaSGate.Gateway.Forwarding;

/// <summary>What one read of Claude's stream gave.</summary>
internal enum MaskedRead
{
    /// <summary>Bytes, of which perhaps none may pass yet.</summary>
    Some,

    /// <summary>The last bytes, and the end.</summary>
    Ended,

    /// <summary>Claude broke off.</summary>
    BrokeOff,
}
