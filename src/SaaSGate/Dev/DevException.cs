namespace SaaSGate.Dev;

/// <summary>Something that the person at the keyboard can mend; the message is one line that says how.</summary>
internal sealed class DevException(string message, Exception? cause = null) : Exception(message, cause);
