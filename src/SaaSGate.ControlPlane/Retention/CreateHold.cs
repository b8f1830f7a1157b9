using System.ComponentModel.DataAnnotations;

namespace SaaSGate.ControlPlane.Retention;

/// <summary>A legal hold.</summary>
/// <param name="Kind">session, skill, person or incident.</param>
/// <param name="TargetId">Id of that.</param>
/// <param name="Reason">Why.</param>
internal sealed record CreateHold([property: AllowedValues("session", "skill", "person", "incident")] string Kind, string TargetId, string Reason);
