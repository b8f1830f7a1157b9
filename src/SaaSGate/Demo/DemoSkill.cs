namespace SaaSGate.Demo;

/// <summary>A skill of the demo and the key that it calls with.</summary>
internal sealed record DemoSkill(string Name, string Id, string Key);
