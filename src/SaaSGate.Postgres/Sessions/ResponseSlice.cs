namespace SaaSGate.Postgres.Sessions;

/// <summary>A piece of a recorded response.</summary>
/// <param name="Data">Masked text from the asked position on, cut at a whole character.</param>
/// <param name="Position">Bytes up to here were given: ask for what is after it next.</param>
/// <param name="Complete">Whether this reaches the end of a response that has ended.</param>
/// <param name="SessionId">The exchange's session, <c>ses_…</c>.</param>
public sealed record ResponseSlice(string Data, long Position, bool Complete, string SessionId);
