using System.Buffers;
using System.Security.Cryptography;

namespace SaaSGate.Gateway.Requests;

/// <summary>Bytes in a rented array; zeroed before the array is given back, since the next renter is another tenant.</summary>
internal sealed class PooledBody : IDisposable
{
    private byte[] _array;
    private int _length;

    public PooledBody(int capacity) => _array = ArrayPool<byte>.Shared.Rent(Math.Max(capacity, 256));

    public ReadOnlyMemory<byte> Memory => _array.AsMemory(0, _length);

    /// <summary>Room to read into; at least one byte, never beyond <paramref name="limit"/> bytes in all.</summary>
    public Memory<byte> Rest(int limit)
    {
        if (_length == _array.Length)
            Grow(Math.Min(limit, _array.Length * 2));
        return _array.AsMemory(_length, Math.Min(_array.Length, limit) - _length);
    }

    public int Length => _length;

    public void Advance(int count) => _length += count;

    public void Dispose()
    {
        var array = Interlocked.Exchange(ref _array, []);
        if (array.Length == 0)
            return;
        CryptographicOperations.ZeroMemory(array.AsSpan(0, _length));
        _length = 0;
        ArrayPool<byte>.Shared.Return(array);
    }

    private void Grow(int capacity)
    {
        var larger = ArrayPool<byte>.Shared.Rent(capacity);
        _array.AsSpan(0, _length).CopyTo(larger);
        CryptographicOperations.ZeroMemory(_array.AsSpan(0, _length));
        ArrayPool<byte>.Shared.Return(_array);
        _array = larger;
    }
}
