namespace SaaSGate.Postgres.Incidents;

/// <summary>An incident with all that it gathers.</summary>
public sealed record IncidentDetail : IncidentView
{
    /// <summary>Its sessions, the latest first.</summary>
    public required IReadOnlyList<IncidentSession> SessionsList { get; init; }

    /// <summary>Its people.</summary>
    public required IReadOnlyList<IncidentMember> MembersList { get; init; }

    /// <summary>Its notes, oldest first.</summary>
    public required IReadOnlyList<IncidentNoteView> Notes { get; init; }

    /// <summary>Locks put from it, newest first.</summary>
    public required IReadOnlyList<IncidentLock> LocksList { get; init; }
}
