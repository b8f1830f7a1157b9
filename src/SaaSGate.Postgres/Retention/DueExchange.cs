namespace SaaSGate.Postgres.Retention;

/// <summary>An exchange of which something is deleted.</summary>
/// <param name="Id">Which.</param>
/// <param name="StartedAt">When it began.</param>
/// <param name="ChainSequence">Its record; null only where it was never linked.</param>
/// <param name="Opened">The record that said that it was open; null where there is none.</param>
/// <param name="Findings">How much was found in it.</param>
internal sealed record DueExchange(string Id, DateTimeOffset StartedAt, long? ChainSequence, long? Opened, long Findings);
