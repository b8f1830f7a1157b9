using System.Buffers;
using SaaSGate.Gateway.Use;

namespace SaaSGate.Gateway.Requests;

/// <summary>Bytes in a rented array; cleared before the array is given back, since the next renter is another tenant.</summary>
internal sealed class PooledBody : IBufferWriter<byte>, IDisposable
{
    private readonly FairShares? _shares;
    private readonly string _organisation;
    private byte[] _array;
    private int _length;
    private long _taken;

    /// <param name="capacity">Bytes at first.</param>
    /// <param name="shares">Of which it takes what it grows by; null: it takes what it needs.</param>
    /// <param name="organisation">Whose it is.</param>
    public PooledBody(int capacity, FairShares? shares = null, string organisation = "")
    {
        (_shares, _organisation) = (shares, organisation);
        _array = ArrayPool<byte>.Shared.Rent(Math.Max(capacity, 256));
    }

    public ReadOnlyMemory<byte> Memory => _array.AsMemory(0, _length);

    /// <summary>Room to read into: at least one byte, never beyond <paramref name="limit"/> bytes in all; none where its share is used up.</summary>
    public Memory<byte> Rest(int limit)
    {
        if (_length == _array.Length)
        {
            var capacity = (int)Math.Min(limit, _array.Length * 2L);
            if (_shares is not null)
            {
                if (!_shares.TryTake(_organisation, capacity - _array.Length))
                    return default;
                _taken += capacity - _array.Length;
            }
            Grow(capacity);
        }
        return _array.AsMemory(_length, Math.Min(_array.Length, limit) - _length);
    }

    public int Length => _length;

    public void Advance(int count) => _length += count;

    /// <summary>Begins again in the same array.</summary>
    public void Clear() => _length = 0;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        var needed = _length + Math.Max(sizeHint, 1);
        if (needed > _array.Length)
            Grow((int)Math.Min(Array.MaxLength, Math.Max(needed, _array.Length * 2L)));
        return _array.AsMemory(_length);
    }

    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    public void Dispose()
    {
        var array = Interlocked.Exchange(ref _array, []);
        if (array.Length == 0)
            return;
        _length = 0;
        ArrayPool<byte>.Shared.Return(array, clearArray: true);
        if (_taken > 0)
            _shares!.Give(_organisation, _taken);
    }

    private void Grow(int capacity)
    {
        var larger = ArrayPool<byte>.Shared.Rent(capacity);
        _array.AsSpan(0, _length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_array, clearArray: true);
        _array = larger;
    }
}
