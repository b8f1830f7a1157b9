namespace SaaSGate.Inspection.Detection.Names;

/// <summary>Words with capitals that stand together.</summary>
/// <param name="First">The first token's number in its segment.</param>
/// <param name="Last">The last one's.</param>
internal readonly record struct NameRun(byte First, byte Last);
