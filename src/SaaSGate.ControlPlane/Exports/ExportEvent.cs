namespace SaaSGate.ControlPlane.Exports;

/// <summary>Something as it is told: OCSF in JSON.</summary>
/// <param name="Id">The same each time that it is sent: by it a receiver knows what came twice.</param>
/// <param name="At">When it happened.</param>
/// <param name="Severity">OCSF's: 1 informational, 2 low, 3 medium, 4 high.</param>
/// <param name="Name">Its class, such as <c>API Activity</c>.</param>
/// <param name="Json">The whole event, UTF-8.</param>
internal sealed record ExportEvent(string Id, DateTimeOffset At, int Severity, string Name, byte[] Json);
