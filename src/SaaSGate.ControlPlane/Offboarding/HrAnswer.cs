namespace SaaSGate.ControlPlane.Offboarding;

/// <summary>What an HR system is answered.</summary>
/// <param name="OffboardingId">The report, <c>ofb_…</c>.</param>
/// <param name="Began">Whether the person left with this message; false where they had before.</param>
internal sealed record HrAnswer(string OffboardingId, bool Began);
