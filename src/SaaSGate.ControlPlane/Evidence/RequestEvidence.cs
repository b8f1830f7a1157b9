using System.ComponentModel;

namespace SaaSGate.ControlPlane.Evidence;

/// <summary>What evidence is wanted of: named sessions, an incident's, or a time, of the whole organisation or of one skill.</summary>
/// <param name="Sessions">Ids of sessions, up to 1,000. Then no time and no skill.</param>
/// <param name="SkillId">Only what this skill did.</param>
/// <param name="From">Beginning of the time, inclusive.</param>
/// <param name="To">End of the time; now when absent.</param>
/// <param name="IncidentId">All sessions that this incident gathers. Then nothing else.</param>
internal sealed record RequestEvidence(
    [property: Description("Ids of sessions, up to 1,000. Then neither a time nor a skill.")] IReadOnlyList<string>? Sessions = null,
    [property: Description("Only what this skill did, in a time.")] string? SkillId = null,
    [property: Description("Beginning of the time.")] DateTimeOffset? From = null,
    [property: Description("End of the time; now when absent.")] DateTimeOffset? To = null,
    [property: Description("All sessions that this incident gathers by now. Then nothing else.")] string? IncidentId = null);
