namespace SaaSGate.Gateway.Spool;

/// <summary>A record as read back. The payload belongs to the batch and ends with it.</summary>
internal readonly record struct SpoolRecord(ulong Sequence, ulong Durable, long Offset, ReadOnlyMemory<byte> Payload);
