namespace SaaSGate.Gateway.Spool;

/// <summary>What outlives the segments: how far records are acknowledged, and the last record known durable.</summary>
internal readonly record struct SpoolState(ulong Trimmed, SpoolMark Durable);
