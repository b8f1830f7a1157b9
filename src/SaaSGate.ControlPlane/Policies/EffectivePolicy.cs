namespace SaaSGate.ControlPlane.Policies;

/// <summary>A policy that is in force for a skill.</summary>
/// <param name="Place">Its place in the order of merging, from 1. The most severe kind wins whatever the order; of rules of one kind the first decides.</param>
/// <param name="Id">Its id, <c>pol_…</c>.</param>
/// <param name="Name">Its name.</param>
/// <param name="Scope">Which skills it is for: why it is for this one.</param>
/// <param name="Version">The version in force.</param>
/// <param name="ShadowVersion">The draft that runs beside it; null where none does.</param>
internal sealed record EffectivePolicy(int Place, string Id, string Name, string Scope, long Version, long? ShadowVersion);
