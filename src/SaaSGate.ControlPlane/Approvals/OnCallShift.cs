namespace SaaSGate.ControlPlane.Approvals;

/// <summary>Somebody is on call.</summary>
/// <param name="UserId">Who.</param>
/// <param name="From">Since when.</param>
/// <param name="Until">Until when, exclusive.</param>
/// <param name="IsOverride">Whether they stand in for who would be.</param>
internal sealed record OnCallShift(string UserId, DateTimeOffset From, DateTimeOffset Until, bool IsOverride);
