using System.Buffers;

namespace SaaSGate.Gateway.Spool;

internal sealed class SpoolException(string message) : IOException(message);
internal sealed record SpoolHead(ulong Sequence, ReadOnlyMemory<byte> Hash);
internal readonly record struct SpoolRecord(ulong Sequence, ReadOnlyMemory<byte> Payload);
internal sealed class SpoolOptions { public string Directory { get; init; } = ""; public long SegmentBytes { get; init; } public long MaxBytes { get; init; } }
internal abstract class SpoolReservation : IDisposable { public abstract long Left { get; } public abstract bool TryExtend(long bytes); public abstract void Dispose(); }
internal abstract class DurableLog : IAsyncDisposable
{
    public static DurableLog Open(SpoolOptions options, TimeProvider clock) => throw new NotSupportedException(options.Directory + clock);
    public abstract string SpoolId { get; }
    public abstract SpoolReservation? TryReserve(long bytes);
    public abstract ulong Append<TState>(SpoolReservation reservation, TState state, Action<IBufferWriter<byte>, ulong, TState> write);
    public abstract ValueTask SyncedAsync(ulong sequence);
    public abstract SpoolHead Head { get; }
    public abstract ulong FirstSequence { get; }
    public abstract ulong TrimmedThrough { get; }
    public abstract ValueTask<IReadOnlyList<SpoolRecord>> ReadAsync(ulong from, int maxBytes, CancellationToken cancellation);
    public abstract void Trim(ulong through);
    public abstract ValueTask DisposeAsync();
}
