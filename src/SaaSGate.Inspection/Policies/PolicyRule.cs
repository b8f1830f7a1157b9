using System.Text.RegularExpressions;
using SaaSGate.Inspection.Detection;
using SaaSGate.Inspection.Exfiltration.Threats;
using SaaSGate.Inspection.Masking;
using SaaSGate.Inspection.Policies.Matching;

namespace SaaSGate.Inspection.Policies;

/// <summary>One compiled rule.</summary>
internal sealed record PolicyRule
{
    public required string Name { get; init; }

    public required PolicySource Policy { get; init; }

    public required RuleDirection Direction { get; init; }

    public required DecisionKind Kind { get; init; }

    public required string Severity { get; init; }

    /// <summary>Why it is there.</summary>
    public string? Doc { get; init; }

    /// <summary>Types of which at least <see cref="MinCount"/> different values must be there; empty where the rule does not ask.</summary>
    public IReadOnlyList<string> Types { get; init; } = [];

    public int MinCount { get; init; } = 1;

    /// <summary>0 to 1: findings of which a detector is less sure do not count.</summary>
    public double MinScore { get; init; } = MaskPlan.DefaultMinScore;

    /// <summary>Detectors whose findings count; empty for all.</summary>
    public IReadOnlyList<string> Detectors { get; init; } = [];

    /// <summary>What replaces values, where the rule masks.</summary>
    public MaskOperator Operator { get; init; }

    /// <summary>Values of these types that the rule leaves alone, as its author wrote them.</summary>
    public IReadOnlyList<string> Except { get; init; } = [];

    /// <summary>Where inputs of tools may go, where the rule asks for destinations.</summary>
    public AllowedDestinations Allowed { get; init; } = AllowedDestinations.None;

    /// <summary>Whether destinations are asked for by themselves: with a list of them, or of those that are allowed and no findings.</summary>
    public bool AsksDestinations { get; init; }

    /// <summary>Destinations that the rule means; empty for all.</summary>
    public IReadOnlyList<string> Destinations { get; init; } = [];

    /// <summary>Different personal values above which a block is bulk, where the rule asks for bulk.</summary>
    public int MoreThan { get; init; } = BulkCounter.DefaultMoreThan;

    /// <summary>Types that detectors must look for: those of the rule, and what bulk is made of.</summary>
    public IEnumerable<string> Sought => Types.Contains(FindingTypes.Bulk) ? Types.Union(ThreatTypes.Personal) : Types;

    /// <summary>What the text must match; null where the rule does not ask.</summary>
    public Regex? Text { get; init; }

    /// <summary>Whether only the user's words of the newest turn count.</summary>
    public bool LastUserTurn { get; init; }

    /// <summary>Names of tools; empty where the rule does not ask.</summary>
    public IReadOnlyList<string> Tools { get; init; } = [];

    /// <summary>What the input of a tool must match, as JSON; null where the rule does not ask.</summary>
    public Regex? ToolInput { get; init; }

    public IReadOnlyList<string> Models { get; init; } = [];

    public IReadOnlyList<EndpointFamily> Endpoints { get; init; } = [];

    /// <summary>Hosts or names.</summary>
    public IReadOnlyList<string> McpServers { get; init; } = [];

    public IReadOnlyList<string> ContainerSkills { get; init; } = [];

    /// <summary>Whether images, documents or files must be attached.</summary>
    public bool Files { get; init; }

    public long? MaxTokensMoreThan { get; init; }

    public long? RequestTokensMoreThan { get; init; }

    public TimeCondition? Time { get; init; }

    /// <summary>Labels of the skill.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];

    /// <summary>Kinds of things, one of which the skill has not used before.</summary>
    public IReadOnlyList<SeenKind> FirstSeen { get; init; } = [];

    public IReadOnlyList<RuleException> Exceptions { get; init; } = [];

    public string? Message { get; init; }

    /// <summary>Channels and groups that are told.</summary>
    public IReadOnlyList<string> Notify { get; init; } = [];

    /// <summary>Who decides, where the rule holds.</summary>
    public HoldRouting? Hold { get; init; }

    public TimeSpan HoldTimeout => Hold?.Timeout ?? TimeSpan.Zero;

    /// <summary>Severity of the incident that it opens; null where it opens none.</summary>
    public string? Incident { get; init; }

    /// <summary>The incident that it opens; null where it opens none.</summary>
    public RuleIncident? Opens => Incident is null ? null : new(Name, Policy.Id, Policy.Version, Incident);

    public PolicyDecision Decision => new(Kind, Name, Policy.Id, Policy.Version, Severity, Message, HoldTimeout);

    public RuleSummary Summary => new(Policy.Id, Policy.Name, Policy.Version, Policy.Scope, Name, Doc, On, Kind, Severity, Incident, Notify, Message, Hold, Exceptions);

    /// <summary>The direction as the document says it.</summary>
    public string On => Direction switch
    {
        RuleDirection.Request => "request",
        RuleDirection.Response => "response",
        RuleDirection.ToolUse => "tool_use",
        _ => "both",
    };

    /// <summary>Whether it asks something.</summary>
    public bool Asks(ConditionKind kind) => kind switch
    {
        ConditionKind.Findings => Types.Count > 0,
        ConditionKind.Text => Text is not null,
        ConditionKind.Tools => Tools.Count > 0,
        ConditionKind.ToolInput => ToolInput is not null,
        ConditionKind.Destinations => AsksDestinations,
        ConditionKind.Models => Models.Count > 0,
        ConditionKind.Endpoints => Endpoints.Count > 0,
        ConditionKind.McpServers => McpServers.Count > 0,
        ConditionKind.ContainerSkills => ContainerSkills.Count > 0,
        ConditionKind.Files => Files,
        ConditionKind.MaxTokens => MaxTokensMoreThan is not null,
        ConditionKind.RequestTokens => RequestTokensMoreThan is not null,
        ConditionKind.Time => Time is not null,
        ConditionKind.Labels => Labels.Count > 0,
        ConditionKind.FirstSeen => FirstSeen.Count > 0,
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    /// <summary>Whether a destination counts, exceptions left aside.</summary>
    public bool Means(string destination) => (Destinations.Count == 0 || DestinationList.Contains(Destinations, destination)) && !Allowed.Contains(destination);
}
