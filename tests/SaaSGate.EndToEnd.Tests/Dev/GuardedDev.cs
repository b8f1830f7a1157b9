namespace SaaSGate.EndToEnd.Tests.Dev;

/// <summary>With the demo's rules: it blocks, holds and masks.</summary>
public sealed class GuardedDev : RunningDev;
