namespace SaaSGate.Postgres.Locks;

/// <summary>Which locks are listed.</summary>
/// <param name="Standing">Those that hold, those that are lifted, or null for both.</param>
/// <param name="Kind">Of this kind; null for all.</param>
/// <param name="TargetId">On this; null for all.</param>
public sealed record LockFilter(bool? Standing = true, string? Kind = null, string? TargetId = null);
