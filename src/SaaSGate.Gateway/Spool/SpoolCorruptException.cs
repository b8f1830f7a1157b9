namespace SaaSGate.Gateway.Spool;

/// <summary>Records that were safe on disk cannot be read any more. The gateway must not start over them in silence.</summary>
internal sealed class SpoolCorruptException(string message) : Exception(message);
