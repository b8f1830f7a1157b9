namespace SaaSGate.Gateway.Spool;

/// <summary>The spool could not write or sync and is closed for good: nothing more can be recorded by this process.</summary>
internal sealed class SpoolFailedException(Exception cause)
    : Exception($"The spool failed and records nothing more until the gateway is started again: {cause.Message}", cause);
