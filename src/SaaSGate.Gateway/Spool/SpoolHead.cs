namespace SaaSGate.Gateway.Spool;

/// <summary>The last durable record and the running hash there: what a lease renewal tells the control plane.</summary>
internal readonly record struct SpoolHead(ulong Sequence, SpoolHash Hash);
