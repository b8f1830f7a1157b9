namespace SaaSGate.Inspection.Policies;

/// <summary>One policy as its author wrote it.</summary>
/// <param name="Id">Id of the policy (<c>pol_…</c>).</param>
/// <param name="Name">Its name, for messages.</param>
/// <param name="Version">Its version; decisions carry it.</param>
/// <param name="Document">YAML. The language is described in <c>Policies/policy-language.md</c>.</param>
public sealed record PolicySource(string Id, string Name, long Version, string Document);
