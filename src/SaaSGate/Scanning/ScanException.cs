namespace SaaSGate.Scanning;

/// <summary>A scan cannot go on. The message says why and what to do.</summary>
internal sealed class ScanException(string message) : Exception(message);
