namespace SaaSGate.Gateway.Recording;

/// <summary>A record could not be written: the spool has failed or has no room. What it was to say must not be sent.</summary>
internal sealed class RecordingException(string message, Exception? cause = null) : Exception(message, cause);
