namespace SaaSGate.Postgres.Incidents;

/// <summary>A note: plain text that nobody changes.</summary>
/// <param name="Id">Its id, <c>nte_…</c>.</param>
/// <param name="AuthorName">Who wrote it.</param>
/// <param name="Text">The text.</param>
/// <param name="At">When.</param>
public sealed record IncidentNoteView(
    string Id, string AuthorName, string Text, DateTimeOffset At);
