namespace SaaSGate.Gateway.Refusals;

/// <summary>
/// Leaves the hot path on purpose: the server then closes the connection without the last chunk, after all bytes before it.
/// Aborting instead would reset the connection, and the skill could lose bytes that were sent already.
/// </summary>
internal sealed class BrokenAnswerException() : Exception("Claude's answer broke off; so does this one.");
