using System.ComponentModel.DataAnnotations;

namespace SaaSGate.ControlPlane.Notifications;

/// <summary>How a person wants to be told in the portal.</summary>
/// <param name="Sound">A sound when a request begins to wait.</param>
/// <param name="Desktop">A notification of the desktop while the portal is open in another window.</param>
/// <param name="LeastSeverity">low, medium or high: what is less makes no sound, no notification and no push.</param>
internal sealed record SavePersonalSettings(bool Sound, bool Desktop, [property: AllowedValues("low", "medium", "high")] string LeastSeverity);
