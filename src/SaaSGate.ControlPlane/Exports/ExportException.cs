namespace SaaSGate.ControlPlane.Exports;

/// <summary>A receiver did not take what it was sent. The message may be shown to people.</summary>
internal sealed class ExportException(string message, Exception? inner = null) : Exception(message, inner);
