using SaaSGate.Postgres.Approvals;

namespace SaaSGate.ControlPlane.Approvals;

/// <summary>People, and partners, whom rules ask by a name.</summary>
/// <param name="Id">Its id, <c>grp_…</c>.</param>
/// <param name="Name">As rules write it.</param>
/// <param name="Members">Who is in it.</param>
/// <param name="Schedule">Who is on call when; null: everyone always.</param>
/// <param name="Shifts">Who is on call now and next.</param>
/// <param name="Version">The ETag.</param>
internal sealed record ReviewerGroupView(
    string Id, string Name, IReadOnlyList<ReviewerGroupMember> Members, OnCallSchedule? Schedule, IReadOnlyList<OnCallShift> Shifts, long Version);
