namespace SaaSGate.Contracts.Evidence;

/// <summary>The file is no evidence that could be verified at all; the message says why.</summary>
public sealed class EvidenceException(string message, Exception? inner = null) : Exception(message, inner);
