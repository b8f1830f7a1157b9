using SaaSGate.ControlPlane.Idempotency;

namespace SaaSGate.ControlPlane.Offboarding;

/// <summary>A new place where an HR system says who has left.</summary>
/// <param name="Id">Its id, <c>hrw_…</c>.</param>
/// <param name="Path">Where on this host messages go.</param>
/// <param name="Secret">What they are signed with, shown this once.</param>
internal sealed record CreatedHrWebhook(string Id, string Path, string Secret) : IShownOnce;
