namespace SaaSGate.ControlPlane.Policies;

/// <summary>A version to be run over recorded exchanges, in place of the one in force.</summary>
/// <param name="Days">How many days back, 1 to 90; 7 when absent.</param>
internal sealed record StartBacktest(int? Days = null);
