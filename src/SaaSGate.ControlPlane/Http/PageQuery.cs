using System.ComponentModel;
using Microsoft.AspNetCore.Mvc;

namespace SaaSGate.ControlPlane.Http;

/// <summary>Which part of a list is asked for.</summary>
internal sealed record PageQuery
{
    public const int DefaultLimit = 50, MaximumLimit = 200;

    [FromQuery(Name = "cursor"), Description("Where to go on: next of the part before.")]
    public string? Cursor { get; init; }

    [FromQuery(Name = "limit"), Description("How many at most, 1 to 200; 50 when absent.")]
    public int? Limit { get; init; }

    public int Size => Math.Clamp(Limit ?? DefaultLimit, 1, MaximumLimit);
}
