namespace SaaSGate.ControlPlane.Skills;

/// <summary>Why a skill ends for good.</summary>
/// <param name="Reason">For everyone who meets it later.</param>
internal sealed record RevokeSkill(string Reason);
