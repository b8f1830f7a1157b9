namespace SaaSGate.Postgres.Policies;

/// <summary>A version that somebody wrote.</summary>
/// <param name="Document">The rules, YAML.</param>
/// <param name="Scope">Which skills it is for.</param>
/// <param name="BasedOn">The version that its author began with; null where it was none.</param>
/// <param name="Note">What its author says of it.</param>
public sealed record NewPolicyVersion(string Document, string Scope, long? BasedOn, string? Note);
