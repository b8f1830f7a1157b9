namespace SaaSGate.EndToEnd.Tests.Dev;

/// <summary>Without rules: everything passes untouched.</summary>
public sealed class OpenDev() : RunningDev("--empty-policy");
