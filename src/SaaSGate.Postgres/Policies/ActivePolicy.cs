namespace SaaSGate.Postgres.Policies;

/// <summary>A policy that is in force.</summary>
/// <param name="Id">Its id, <c>pol_…</c>.</param>
/// <param name="Name">Its name.</param>
/// <param name="Scope">Which skills it is for.</param>
/// <param name="Version">The version in force.</param>
/// <param name="Document">Its rules.</param>
/// <param name="ShadowVersion">The draft that runs beside it; null where none does.</param>
public sealed record ActivePolicy(string Id, string Name, string Scope, long Version, string Document, long? ShadowVersion);
