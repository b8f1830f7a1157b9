using SaaSGate.Postgres.Policies;

namespace SaaSGate.ControlPlane.Policies;

/// <summary>What a draft that runs beside the version in force would have done.</summary>
/// <param name="Version">The draft.</param>
/// <param name="Since">Since when.</param>
/// <param name="Rules">Its rules, those that matched most first.</param>
internal sealed record ShadowReport(long Version, DateTimeOffset Since, IReadOnlyList<ShadowRule> Rules);
