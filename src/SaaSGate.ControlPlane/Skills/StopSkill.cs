namespace SaaSGate.ControlPlane.Skills;

/// <summary>Why a skill is stopped.</summary>
/// <param name="Reason">For everyone who meets the lock later.</param>
internal sealed record StopSkill(string Reason);
