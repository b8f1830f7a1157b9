namespace SaaSGate.ControlPlane.Retention;

/// <summary>The end of a legal hold.</summary>
/// <param name="Reason">Why.</param>
internal sealed record LiftHold(string Reason);
