namespace SaaSGate.Gateway.Spool;

/// <summary>What one organisation has reserved of a spool, so that it cannot reserve what others need.</summary>
internal sealed class SpoolShare
{
    /// <summary>Bytes, changed by the spool under its lock.</summary>
    internal long Reserved { get; set; }
}
