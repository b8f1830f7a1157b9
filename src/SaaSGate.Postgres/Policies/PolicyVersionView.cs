using System.ComponentModel.DataAnnotations;

namespace SaaSGate.Postgres.Policies;

/// <summary>A version of a policy, without its document.</summary>
public record PolicyVersionView
{
    /// <summary>Its number, from 1.</summary>
    public required long Version { get; init; }

    /// <summary>draft: nobody asked for it to come into force; review: somebody did; active: it is in force; retired: it was.</summary>
    [AllowedValues("draft", "review", "active", "retired")]
    public required string State { get; init; }

    /// <summary>Which skills it is for.</summary>
    public required string Scope { get; init; }

    /// <summary>What its author says of it.</summary>
    public required string? Note { get; init; }

    /// <summary>The version that its author began with; null where it was none.</summary>
    public required long? BasedOn { get; init; }

    /// <summary>When it was written.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Who wrote it: <c>usr_…</c>, or <c>system</c>.</summary>
    public required string CreatedById { get; init; }

    /// <summary>Their name.</summary>
    public required string CreatedByName { get; init; }

    /// <summary>When somebody asked for it to come into force; null where nobody did.</summary>
    public required DateTimeOffset? ReviewAskedAt { get; init; }

    /// <summary>When it came into force; null where it never was.</summary>
    public required DateTimeOffset? ActivatedAt { get; init; }

    /// <summary>Who put it in force.</summary>
    public required string? ActivatedByName { get; init; }

    /// <summary>Whether it runs beside the version in force.</summary>
    public required bool InShadow { get; init; }

    /// <summary>How many comments there are.</summary>
    public required int Comments { get; init; }
}
