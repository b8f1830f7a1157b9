using SaaSGate.Postgres.Approvals;

namespace SaaSGate.ControlPlane.Approvals;

/// <summary>What a group is to be.</summary>
/// <param name="Name">As rules write it.</param>
/// <param name="Members">People (<c>usr_…</c>) and partners (<c>org_…</c>).</param>
/// <param name="Schedule">Who is on call when; left out: everyone always.</param>
internal sealed record SaveReviewerGroup(string Name, IReadOnlyList<string> Members, OnCallSchedule? Schedule = null);
