namespace SaaSGate.ControlPlane.Federation;

/// <summary>An identity provider cannot be reached, or does not speak as it should. The message is for administrators of its organisation.</summary>
internal sealed class ProviderException(string message, Exception? inner = null) : Exception(message, inner);
