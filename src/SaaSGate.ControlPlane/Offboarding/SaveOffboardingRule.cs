using System.ComponentModel.DataAnnotations;

namespace SaaSGate.ControlPlane.Offboarding;

/// <summary>What is to become of a person's skills when they leave. Keys end in any case.</summary>
/// <param name="OnLeaving">revoke, suspend or reassign.</param>
/// <param name="SuccessorUserId">Who gets them when they are reassigned.</param>
internal sealed record SaveOffboardingRule([property: AllowedValues("revoke", "suspend", "reassign")] string OnLeaving, string? SuccessorUserId = null);
