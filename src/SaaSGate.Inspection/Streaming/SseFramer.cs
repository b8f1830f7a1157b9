namespace SaaSGate.Inspection.Streaming;

/// <summary>Cuts a byte stream into server-sent events: lines end with LF, CRLF or CR, an event ends with an empty line.</summary>
internal sealed class SseFramer
{
    /// <summary>Longest event that is kept: above Claude's longest answers.</summary>
    private const int MaxEventBytes = 64 * 1024 * 1024;

    private byte[] _partial = new byte[4096];
    private int _count;
    private bool _lineIsEmpty = true, _afterReturn, _endsAfterReturn;

    /// <summary>Takes the next whole event off the chunk, its end included. The event is valid until the next call.</summary>
    /// <returns>False when the chunk is used up; what is left of it is kept for the next chunk.</returns>
    /// <exception cref="InspectionException">An event is too long to be kept.</exception>
    public bool TryRead(ref ReadOnlySpan<byte> chunk, out ReadOnlySpan<byte> @event)
    {
        var end = FindEnd(chunk);
        var piece = end < 0 ? chunk : chunk[..end];
        chunk = chunk[piece.Length..];
        if (end >= 0 && _count == 0)
        {
            @event = piece;
            return true;
        }
        Keep(piece);
        @event = _partial.AsSpan(0, _count);
        if (end < 0)
            return false;
        _count = 0;
        return true;
    }

    /// <summary>What came behind the last whole event.</summary>
    public ReadOnlySpan<byte> TakeRest()
    {
        var rest = _partial.AsSpan(0, _count);
        _count = 0;
        return rest;
    }

    private int FindEnd(ReadOnlySpan<byte> chunk)
    {
        if (chunk.IsEmpty)
            return -1;
        var at = 0;
        if (_endsAfterReturn)
        {
            _endsAfterReturn = false;
            return chunk[0] == '\n' ? 1 : 0;
        }
        if (_afterReturn && chunk[0] == '\n')
            at = 1;
        _afterReturn = false;
        while (at < chunk.Length)
        {
            var length = chunk[at..].IndexOfAny((byte)'\n', (byte)'\r');
            if (length != 0)
                _lineIsEmpty = false;
            if (length < 0)
                return -1;
            at += length;
            var isReturn = chunk[at++] == '\r';
            var ends = _lineIsEmpty;
            _lineIsEmpty = true;
            if (isReturn && at == chunk.Length)
            {
                (_afterReturn, _endsAfterReturn) = (!ends, ends);
                return -1;
            }
            if (isReturn && chunk[at] == '\n')
                at++;
            if (ends)
                return at;
        }
        return -1;
    }

    private void Keep(ReadOnlySpan<byte> piece)
    {
        if (_count + piece.Length > MaxEventBytes)
            throw new InspectionException($"An event is longer than {MaxEventBytes} bytes.");
        if (_count + piece.Length > _partial.Length)
            Array.Resize(ref _partial, Math.Max(_count + piece.Length, _partial.Length * 2));
        piece.CopyTo(_partial.AsSpan(_count));
        _count += piece.Length;
    }
}
