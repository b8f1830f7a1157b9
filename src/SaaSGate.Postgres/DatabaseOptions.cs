using System.ComponentModel.DataAnnotations;

namespace SaaSGate.Postgres;

/// <summary>How the control plane reaches PostgreSQL. Section <c>SaaSGate:Database</c>.</summary>
public sealed record DatabaseOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "SaaSGate:Database";

    /// <summary>Npgsql connection string of the role <c>saasgate_app</c>, which sees tenant data under row-level security.</summary>
    [Required]
    public required string App { get; init; }

    /// <summary>Npgsql connection string of the role <c>saasgate_platform</c>: Orleans, identity, regions, the stop log.</summary>
    [Required]
    public required string Platform { get; init; }
}
