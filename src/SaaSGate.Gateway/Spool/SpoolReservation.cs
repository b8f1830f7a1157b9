using System.Buffers;

namespace SaaSGate.Gateway.Spool;

/// <summary>
/// Room in the spool for one exchange, backed by space on disk: an append through it never meets a full disk. Without one,
/// nothing can be appended. Give back what was not used by disposing.
/// </summary>
internal sealed class SpoolReservation : IDisposable
{
    private readonly RecordSpool spool;
    private readonly SpoolRoom room;

    internal SpoolReservation(RecordSpool spool, SpoolRoom room, SpoolShare? share)
    {
        this.spool = spool;
        this.room = room;
        Share = share;
    }

    internal SpoolShare? Share { get; }

    /// <summary>Bytes left; a record takes <see cref="RecordSpool.CostOf"/>. Changed by the spool under its lock.</summary>
    public long Remaining { get; internal set; }

    internal bool Disposed { get; set; }

    /// <summary>Adds room. False when the spool has none: the reservation is as it was.</summary>
    public bool TryExtend(long bytes) => room.TryExtend(this, bytes);

    /// <summary>As <see cref="TryExtend"/>, and false too where its organisation would have more than its share.</summary>
    public bool TryExtendFairly(long bytes) => room.TryExtend(this, bytes, fairly: true);

    /// <summary>Writes a record. On return it is in the file, and durable within <see cref="SpoolOptions.SyncInterval"/>.</summary>
    /// <returns>Its sequence.</returns>
    /// <exception cref="SpoolFailedException">The spool records nothing more.</exception>
    /// <exception cref="InvalidOperationException">The record needs more than <see cref="Remaining"/>.</exception>
    public ulong Append(ReadOnlySpan<byte> payload) => Append(payload, static (writer, _, bytes) => writer.Write(bytes));

    /// <summary>
    /// As <see cref="Append(ReadOnlySpan{byte})"/>, for a payload that names its own sequence: <paramref name="build"/> is given
    /// the sequence, under the spool's lock. It must be quick and call nothing of the spool; if it throws, nothing is written.
    /// </summary>
    public ulong Append<TState>(TState state, Action<IBufferWriter<byte>, ulong, TState> build)
        where TState : allows ref struct => spool.Append(this, state, build);

    /// <summary>As Append; completes when the record is durable.</summary>
    public ValueTask<ulong> AppendDurableAsync(ReadOnlySpan<byte> payload) => SyncedAsync(Append(payload));

    /// <inheritdoc cref="AppendDurableAsync(ReadOnlySpan{byte})"/>
    public ValueTask<ulong> AppendDurableAsync<TState>(TState state, Action<IBufferWriter<byte>, ulong, TState> build)
        where TState : allows ref struct => SyncedAsync(Append(state, build));

    public void Dispose() => room.Release(this);

    private ValueTask<ulong> SyncedAsync(ulong sequence)
    {
        var synced = spool.SyncedAsync(sequence);
        if (!synced.IsCompletedSuccessfully)
            return Wait(synced, sequence);
        synced.GetAwaiter().GetResult();
        return new ValueTask<ulong>(sequence);

        static async ValueTask<ulong> Wait(ValueTask synced, ulong sequence)
        {
            await synced;
            return sequence;
        }
    }
}
