using Microsoft.AspNetCore.Mvc;

namespace SaaSGate.ControlPlane.Locks;

/// <summary>Which locks are listed.</summary>
internal sealed record LockQuery
{
    /// <summary>standing, lifted or all; standing without it.</summary>
    [FromQuery]
    public string? State { get; init; }

    /// <summary>Of this kind.</summary>
    [FromQuery]
    public string? Kind { get; init; }

    /// <summary>On what has this id, or is this label or pattern.</summary>
    [FromQuery]
    public string? Target { get; init; }
}
