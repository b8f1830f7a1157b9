using System.Text.RegularExpressions;
using SaaSGate.Inspection.Detection;
using SaaSGate.Inspection.Exfiltration.Threats;
using SaaSGate.Inspection.Masking;

namespace SaaSGate.Inspection.Policies;

/// <summary>One compiled rule.</summary>
internal sealed record PolicyRule
{
    public required string Name { get; init; }

    public required PolicySource Policy { get; init; }

    public required RuleDirection Direction { get; init; }

    public required DecisionKind Kind { get; init; }

    public required string Severity { get; init; }

    /// <summary>Types of which at least <see cref="MinCount"/> different values must be there; empty where the rule does not ask.</summary>
    public IReadOnlyList<string> Types { get; init; } = [];

    public int MinCount { get; init; } = 1;

    /// <summary>0 to 1: findings of which a detector is less sure do not count.</summary>
    public double MinScore { get; init; } = MaskPlan.DefaultMinScore;

    /// <summary>What replaces values, where the rule masks.</summary>
    public MaskOperator Operator { get; init; }

    /// <summary>Values of these types that the rule leaves alone, as its author wrote them.</summary>
    public IReadOnlyList<string> Except { get; init; } = [];

    /// <summary>Where inputs of tools may go, where the rule asks for destinations.</summary>
    public AllowedDestinations Allowed { get; init; } = AllowedDestinations.None;

    /// <summary>Different personal values above which a block is bulk, where the rule asks for bulk.</summary>
    public int MoreThan { get; init; } = BulkCounter.DefaultMoreThan;

    /// <summary>Types that detectors must look for: those of the rule, and what bulk is made of.</summary>
    public IEnumerable<string> Sought => Types.Contains(FindingTypes.Bulk) ? Types.Union(ThreatTypes.Personal) : Types;

    /// <summary>What the text must match; null where the rule does not ask.</summary>
    public Regex? Text { get; init; }

    /// <summary>Whether only the user's words of the newest turn count.</summary>
    public bool LastUserTurn { get; init; }

    public string? Message { get; init; }

    public TimeSpan HoldTimeout { get; init; }

    /// <summary>Severity of the incident that it opens; null where it opens none.</summary>
    public string? Incident { get; init; }

    /// <summary>The incident that it opens; null where it opens none.</summary>
    public RuleIncident? Opens => Incident is null ? null : new(Name, Policy.Id, Policy.Version, Incident);

    public PolicyDecision Decision => new(Kind, Name, Policy.Id, Policy.Version, Severity, Message, HoldTimeout);
}
