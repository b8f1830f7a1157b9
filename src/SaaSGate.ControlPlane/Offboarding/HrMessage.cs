namespace SaaSGate.ControlPlane.Offboarding;

/// <summary>What an HR system says.</summary>
/// <param name="Event">person.left.</param>
/// <param name="Person">Who: an id, an e-mail address, or the directory's name or id of them.</param>
/// <param name="Reason">A line for the report; absent for none.</param>
internal sealed record HrMessage(string? Event, string? Person, string? Reason);
