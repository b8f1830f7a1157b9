namespace SaaSGate.Postgres.Offboarding;

/// <summary>What ended when a person left. Names, no content.</summary>
public sealed record OffboardingReport
{
    /// <summary>What they owned, and what became of it.</summary>
    public IReadOnlyList<OffboardedSkill> Skills { get; init; } = [];

    /// <summary>Keys of those skills, and what let tokens of trusted issuers stand for them: all end, since the person may know them.</summary>
    public IReadOnlyList<OffboardedCredential> Keys { get; init; } = [];

    /// <summary>API tokens that they made.</summary>
    public IReadOnlyList<OffboardedCredential> Tokens { get; init; } = [];

    /// <summary>Groups of reviewers that they left.</summary>
    public IReadOnlyList<NamedReference> ReviewerGroups { get; init; } = [];

    /// <summary>Approvals of likes that they gave and that count no more.</summary>
    public int Likes { get; init; }

    /// <summary>Held requests of their skills that were dropped.</summary>
    public int Approvals { get; init; }

    /// <summary>What wants a person now.</summary>
    public IReadOnlyList<OffboardingNeed> Needs { get; init; } = [];

    /// <summary>This and what a later word found.</summary>
    public OffboardingReport With(OffboardingReport later)
    {
        ArgumentNullException.ThrowIfNull(later);
        return new()
        {
            Skills = [.. Skills, .. later.Skills],
            Keys = [.. Keys, .. later.Keys],
            Tokens = [.. Tokens, .. later.Tokens],
            ReviewerGroups = [.. ReviewerGroups, .. later.ReviewerGroups],
            Likes = Likes + later.Likes,
            Approvals = Approvals + later.Approvals,
            Needs = [.. Needs.Union(later.Needs)],
        };
    }
}
