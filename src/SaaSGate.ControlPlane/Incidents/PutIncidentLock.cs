namespace SaaSGate.ControlPlane.Incidents;

/// <summary>Something to stop because of an incident.</summary>
/// <param name="Kind">skill, session, person or credential.</param>
/// <param name="TargetId">Its id.</param>
/// <param name="Reason">For everyone who meets the lock later.</param>
internal sealed record PutIncidentLock(string Kind, string TargetId, string Reason);
