using System.ComponentModel.DataAnnotations;

namespace SaaSGate.Postgres.Exports;

/// <summary>A receiver, and how far it is.</summary>
public sealed record ExportSinkView
{
    /// <summary>Its id, <c>snk_…</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>webhook, syslog or otlp.</summary>
    [AllowedValues("webhook", "syslog", "otlp")]
    public required string Kind { get; init; }

    /// <summary>events: all that happens. checkpoints: what proves history, whole, to be kept where the installation cannot reach it.</summary>
    [AllowedValues("events", "checkpoints")]
    public required string What { get; init; }

    /// <summary>Where it is.</summary>
    public required string Address { get; init; }

    /// <summary>Whether it is sent to.</summary>
    public required bool Enabled { get; init; }

    /// <summary>What waits for it.</summary>
    public required long Behind { get; init; }

    /// <summary>When the oldest that waits happened; null when nothing waits.</summary>
    public required DateTimeOffset? BehindSince { get; init; }

    /// <summary>What it was sent so far.</summary>
    public required long Sent { get; init; }

    /// <summary>When it last took something.</summary>
    public required DateTimeOffset? SentAt { get; init; }

    /// <summary>Why the last try failed; null when it worked.</summary>
    public required string? Error { get; init; }

    /// <summary>When it is tried again.</summary>
    public required DateTimeOffset? RetryAt { get; init; }

    /// <summary>When it was added.</summary>
    public required DateTimeOffset CreatedAt { get; init; }
}
