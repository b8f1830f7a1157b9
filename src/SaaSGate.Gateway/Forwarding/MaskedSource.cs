using System.Buffers;
using SaaSGate.Gateway.Recording;
using SaaSGate.Gateway.Requests;
using SaaSGate.Inspection;

namespace SaaSGate.Gateway.Forwarding;

/// <summary>Claude's stream, read and masked piece by piece.</summary>
internal sealed class MaskedSource(Stream stream, SseMasker masker, DurableExchange exchange, CancellationToken ending) : IDisposable
{
    private const int ReadSize = 32 * 1024;
    private readonly PooledBody _passed = new(ReadSize), _apart = new(0);
    private readonly byte[] _buffer = ArrayPool<byte>.Shared.Rent(ReadSize);
    private bool _lent;

    /// <summary>What the last read let pass, until the next one.</summary>
    public ReadOnlyMemory<byte> Passed => _passed.Memory;

    /// <summary>What the record holds of it.</summary>
    public ReadOnlyMemory<byte> Recorded => masker.RecordsApart ? _apart.Memory : _passed.Memory;

    /// <summary>Whether the record is to hold something, though perhaps nothing passes.</summary>
    public bool HasMore => _passed.Length > 0 || masker.RecordsApart;

    /// <summary>Whether the event that ends the stream was read.</summary>
    public bool SawFinalEvent => masker.SawFinalEvent;

    /// <summary>What the last read gave.</summary>
    public MaskedRead End { get; private set; }

    /// <summary>Reads on.</summary>
    /// <exception cref="InspectionException">The stream cannot be inspected.</exception>
    public async ValueTask<MaskedRead> ReadAsync()
    {
        _passed.Clear();
        _apart.Clear();
        int count;
        _lent = true;
        try
        {
            count = await stream.ReadAsync(_buffer, ending);
        }
        catch (Exception broken) when (broken is IOException or HttpRequestException && !ending.IsCancellationRequested)
        {
            return End = MaskedRead.BrokeOff;
        }
        _lent = false;
        if (count > 0)
            masker.Write(_buffer.AsSpan(0, count), _passed);
        else
            masker.Complete(_passed);
        exchange.FindingsToCome = masker.Findings.Count;
        if (masker.RecordsApart)
            masker.WriteRecord(_passed.Memory.Span, _apart);
        return End = count > 0 ? MaskedRead.Some : MaskedRead.Ended;
    }

    public void Dispose()
    {
        // A read that was left behind may still write into the buffer: then nobody else gets it, nor what it is masked into.
        if (_lent)
            return;
        ArrayPool<byte>.Shared.Return(_buffer, clearArray: true);
        _passed.Dispose();
        _apart.Dispose();
    }
}
