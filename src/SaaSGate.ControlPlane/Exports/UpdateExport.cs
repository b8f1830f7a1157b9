namespace SaaSGate.ControlPlane.Exports;

/// <summary>A pause, or its end.</summary>
/// <param name="Enabled">Whether the receiver is sent to.</param>
internal sealed record UpdateExport(bool Enabled);
