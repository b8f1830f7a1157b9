namespace SaaSGate.Postgres.Incidents;

/// <summary>What came of a change to an incident.</summary>
public enum IncidentOutcome
{
    /// <summary>It was made, or had been before.</summary>
    Done,

    /// <summary>There is no such incident, or nothing of that name in it.</summary>
    NotFound,

    /// <summary>Another change came first.</summary>
    Changed,

    /// <summary>What it names is not of the organisation.</summary>
    Unknown,

    /// <summary>Nothing more fits.</summary>
    Full,

    /// <summary>A lock may be lifted only by others.</summary>
    Forbidden,

    /// <summary>A legal hold on the incident keeps it.</summary>
    Held,
}
