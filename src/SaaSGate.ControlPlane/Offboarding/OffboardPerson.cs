namespace SaaSGate.ControlPlane.Offboarding;

/// <summary>Somebody has left.</summary>
/// <param name="Person">Who: an id, an e-mail address, or the directory's name or id of them.</param>
/// <param name="Reason">A line for the report; absent for none.</param>
internal sealed record OffboardPerson(string Person, string? Reason = null);
