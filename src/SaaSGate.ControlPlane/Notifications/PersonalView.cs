using System.ComponentModel.DataAnnotations;

namespace SaaSGate.ControlPlane.Notifications;

/// <summary>How a person is told.</summary>
/// <param name="Sound">A sound when a request begins to wait.</param>
/// <param name="Desktop">A notification of the desktop while the portal is open in another window.</param>
/// <param name="LeastSeverity">low, medium or high: what is less makes no sound, no notification and no push.</param>
/// <param name="PushKey">What a browser subscribes to, base64url.</param>
/// <param name="Browsers">How many browsers of the person are told by Web Push.</param>
internal sealed record PersonalView(bool Sound, bool Desktop, [property: AllowedValues("low", "medium", "high")] string LeastSeverity, string PushKey, long Browsers);
