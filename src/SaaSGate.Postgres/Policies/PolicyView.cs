using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace SaaSGate.Postgres.Policies;

/// <summary>An ordered set of rules, with the version in force.</summary>
public sealed record PolicyView
{
    /// <summary>Its id, <c>pol_…</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Its name, unique in the organisation.</summary>
    public required string Name { get; init; }

    /// <summary>Which skills it is for: <c>organisation</c>, <c>label:NAME</c>, <c>skill:skl_…</c>.</summary>
    public required string Scope { get; init; }

    /// <summary>The version in force; 0 where none is.</summary>
    public required long ActiveVersion { get; init; }

    /// <summary>The newest version.</summary>
    public required long LatestVersion { get; init; }

    /// <summary>What the newest version is.</summary>
    [AllowedValues("draft", "review", "active", "retired")]
    public required string LatestState { get; init; }

    /// <summary>The draft that runs beside the version in force; null where none does.</summary>
    public required long? ShadowVersion { get; init; }

    /// <summary>Grows with every change of the policy; the ETag.</summary>
    public required long Revision { get; init; }

    /// <summary>When it was archived; null while it is not.</summary>
    public required DateTimeOffset? ArchivedAt { get; init; }

    /// <summary>Who wants it archived, where another person must agree; null where nobody does.</summary>
    public required string? ArchiveAskedByName { get; init; }

    /// <summary>The rules of the version in force, YAML as written; of the newest where none is.</summary>
    public required string Document { get; init; }

    /// <summary>When that version was written.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Who wrote it.</summary>
    public required string UpdatedByName { get; init; }

    /// <summary>Gateways that could not put the version in force.</summary>
    [JsonRequired]
    public IReadOnlyList<PolicyFault> Faults { get; init; } = [];
}
