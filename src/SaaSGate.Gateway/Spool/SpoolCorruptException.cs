namespace SaaSGate.Gateway.Spool;

/// <summary>Records that were safe on disk cannot be read any more. The gateway must not start over them in silence.</summary>
internal sealed class SpoolCorruptException(string message) : InvalidOperationException(message)
{
    /// <summary>What to do where it will not start.</summary>
    public const string Advice = "The gateway does not start over lost records. Restore the directory, or move it away to give up what was not shipped.";
}
