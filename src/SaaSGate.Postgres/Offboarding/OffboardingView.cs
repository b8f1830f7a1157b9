using System.ComponentModel.DataAnnotations;
using SaaSGate.Postgres.Batches;

namespace SaaSGate.Postgres.Offboarding;

/// <summary>A person who left, and what ended with that.</summary>
public sealed record OffboardingView
{
    /// <summary>Its id, <c>ofb_…</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Who left.</summary>
    public required NamedReference Person { get; init; }

    /// <summary>Their e-mail address.</summary>
    public required string Email { get; init; }

    /// <summary>Whether the directory keeps them and says that they are not here: then they come back when it says so.</summary>
    public required bool IsAwayInDirectory { get; init; }

    /// <summary>When they left.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>left; returned when they came back, which their skills did not.</summary>
    [AllowedValues("left", "returned")]
    public required string State { get; init; }

    /// <summary>When they came back; null while they have not.</summary>
    public required DateTimeOffset? ReturnedAt { get; init; }

    /// <summary>Who let them come back.</summary>
    public required string? ReturnedByName { get; init; }

    /// <summary>Why, the first word first.</summary>
    public required IReadOnlyList<OffboardingCauseView> Causes { get; init; }

    /// <summary>What ended.</summary>
    public required OffboardingReport Report { get; init; }

    /// <summary>Sign-ins at the portal that ended; null until they are counted.</summary>
    public required int? SignIns { get; init; }

    /// <summary>Streams that gateways report as cut.</summary>
    public required int StreamsCut { get; init; }

    /// <summary>Batches of the skills that were found at Claude.</summary>
    public required StopBatches Batches { get; init; }

    /// <summary>What the skills had seen in the month before; null until it is counted.</summary>
    public required OffboardingExposure? Exposure { get; init; }
}
