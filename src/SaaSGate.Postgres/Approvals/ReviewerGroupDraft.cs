namespace SaaSGate.Postgres.Approvals;

/// <summary>What a group is to be.</summary>
/// <param name="Name">As rules write it.</param>
/// <param name="Members">Ids of people and partners.</param>
/// <param name="Schedule">Who is on call when.</param>
public sealed record ReviewerGroupDraft(string Name, IReadOnlyList<string> Members, OnCallSchedule? Schedule);
