namespace SaaSGate.ControlPlane.Policies;

/// <summary>A new policy. Its first version is a draft.</summary>
/// <param name="Name">Its name, unique in the organisation.</param>
/// <param name="Document">The rules, YAML.</param>
/// <param name="Scope">Which skills it is for: <c>organisation</c>, <c>label:NAME</c> or <c>skill:skl_…</c>; the organisation when absent.</param>
/// <param name="Note">What its author says of it.</param>
internal sealed record CreatePolicy(string Name, string Document, string? Scope = null, string? Note = null);
