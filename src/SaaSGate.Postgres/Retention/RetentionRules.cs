namespace SaaSGate.Postgres.Retention;

/// <summary>How long an organisation keeps recordings, in days from the beginning of an exchange.</summary>
public sealed record RetentionRules
{
    /// <summary>Where nobody chose.</summary>
    public const int DefaultBodiesDays = 30, DefaultFindingsDays = 90, DefaultMetadataDays = 365, DefaultAuditDays = 400;

    /// <summary>What was sent and answered.</summary>
    public required int BodiesDays { get; init; }

    /// <summary>What was found in it; at least as long.</summary>
    public required int FindingsDays { get; init; }

    /// <summary>That it happened, with all that is known of it; at least as long as findings.</summary>
    public required int MetadataDays { get; init; }

    /// <summary>The audit log: who did what, and who looked at which recording. Labels do not matter to it.</summary>
    public required int AuditDays { get; init; }

    /// <summary>For how many days the plan keeps bodies of what begins now at most, whatever the rules say; null where it does not say.</summary>
    public int? PlanDays { get; init; }

    /// <summary>The plan; null where it does not say.</summary>
    public string? Plan { get; init; }

    /// <summary>Rules for skills with a label, instead of the organisation's. Of several, the longest of each kind counts.</summary>
    public IReadOnlyList<RetentionRule> Labels { get; init; } = [];

    /// <summary>For ETags; 0 where nobody chose.</summary>
    public required long Version { get; init; }

    /// <summary>When they were last changed; null where nobody chose.</summary>
    public required DateTimeOffset? UpdatedAt { get; init; }

    /// <summary>By whom.</summary>
    public required string? UpdatedByName { get; init; }
}
