namespace SaaSGate.ControlPlane.Incidents;

/// <summary>An incident to open.</summary>
/// <param name="Title">One line.</param>
/// <param name="Severity">low, medium or high.</param>
/// <param name="SessionIds">Sessions that it begins with.</param>
/// <param name="Search">Words of the search that found them; null when it is opened from a session.</param>
internal sealed record OpenIncident(string Title, string Severity, IReadOnlyList<string> SessionIds, string? Search = null);
