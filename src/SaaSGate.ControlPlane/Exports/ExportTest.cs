namespace SaaSGate.ControlPlane.Exports;

/// <summary>How a test went.</summary>
/// <param name="Error">What went wrong; null when the receiver took it.</param>
internal sealed record ExportTest(string? Error);
