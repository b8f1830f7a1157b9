namespace SaaSGate.Gateway.Use;

/// <summary>A limit that is used up.</summary>
/// <param name="Name">As policies call it.</param>
/// <param name="For">How long at the least.</param>
internal sealed record LimitReached(string Name, TimeSpan For);
