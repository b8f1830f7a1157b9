namespace SaaSGate.ControlPlane.Vault;

/// <summary>The master key is missing, unreadable or not the one that the database was sealed with. The message says what to do.</summary>
public sealed class VaultException(string message, Exception? inner = null) : Exception(message, inner);
