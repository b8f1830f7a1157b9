namespace SaaSGate.Postgres.Incidents;

/// <summary>An incident to open.</summary>
/// <param name="Title">One line.</param>
/// <param name="Severity">low, medium or high.</param>
/// <param name="SourceKind">What it was opened from: session, search or rule.</param>
/// <param name="Source">The session's id, the search's words, the rule's name; null where there is none.</param>
/// <param name="SessionIds">Sessions that it begins with.</param>
public sealed record NewIncident(string Title, string Severity, string SourceKind, string? Source, IReadOnlyList<string> SessionIds);
