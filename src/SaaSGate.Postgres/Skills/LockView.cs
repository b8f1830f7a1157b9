using System.ComponentModel.DataAnnotations;

namespace SaaSGate.Postgres.Skills;

/// <summary>A stop that is in force.</summary>
/// <param name="Id">Its id, <c>lck_…</c>.</param>
/// <param name="Kind">What it holds: organisation, person, skill, credential, connection, session or label.</param>
/// <param name="Reason">Why, in the words of who set it.</param>
/// <param name="CreatedAt">Since when.</param>
/// <param name="CreatedByName">Who set it.</param>
public sealed record LockView(string Id, [property: AllowedValues("organisation", "person", "skill", "credential", "connection", "session", "label")] string Kind, string Reason, DateTimeOffset CreatedAt, string CreatedByName);
