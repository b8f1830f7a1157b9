namespace SaaSGate.ControlPlane.Locks;

/// <summary>Something to stop.</summary>
/// <param name="Kind">organisation, person, skill, credential, connection, session, destination or label.</param>
/// <param name="TargetId">Its id; of a label the label; of a destination a host or mail address such as <c>files.example.com</c>, <c>*.example.com</c> or <c>*@example.com</c>.</param>
/// <param name="Reason">For everyone who meets the lock later.</param>
/// <param name="ExpiresAt">When it lifts itself, at most a year from now; without it, never.</param>
/// <param name="LiftableBy">responders, admins or setter; without it admins. An admin who is signed in always may.</param>
internal sealed record CreateLock(string Kind, string TargetId, string Reason, DateTimeOffset? ExpiresAt = null, string? LiftableBy = null);
