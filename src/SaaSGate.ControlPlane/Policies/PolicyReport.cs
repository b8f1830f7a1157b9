namespace SaaSGate.ControlPlane.Policies;

/// <summary>What a check says of a document.</summary>
/// <param name="Valid">Whether it could be put in force.</param>
/// <param name="Notes">In the order of lines.</param>
internal sealed record PolicyReport(bool Valid, IReadOnlyList<PolicyNote> Notes);
