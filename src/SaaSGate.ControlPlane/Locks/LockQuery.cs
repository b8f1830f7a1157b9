using Microsoft.AspNetCore.Mvc;

namespace SaaSGate.ControlPlane.Locks;

/// <summary>Which locks are listed.</summary>
/// <param name="State">standing, lifted or all; standing without it.</param>
/// <param name="Kind">Of this kind.</param>
/// <param name="Target">On what has this id, or is this label or pattern.</param>
internal sealed record LockQuery([FromQuery] string? State = null, [FromQuery] string? Kind = null, [FromQuery] string? Target = null);
