namespace SaaSGate.Scanning;

/// <summary>Lines of a stream, one at a time, in as much memory as the longest of them needs.</summary>
internal sealed class InputLines(Stream input)
{
    /// <summary>Longest line that is kept; of a longer one only its end is looked for.</summary>
    public const int MaxBytes = 64 << 20;

    private byte[] _buffer = new byte[1 << 16];
    private int _start;
    private int _seen;
    private int _end;
    private bool _overlong;
    private bool _ended;

    /// <summary>Number of the line taken last, from 1.</summary>
    public long Number { get; private set; }

    /// <summary>Bytes read so far.</summary>
    public long Bytes { get; private set; }

    /// <summary>Takes a line that is there whole, without its end. It is good until more is read.</summary>
    /// <param name="line">The line; what is left of it where it was longer than <see cref="MaxBytes"/>.</param>
    /// <param name="overlong">Whether it was.</param>
    public bool TryTake(out ReadOnlyMemory<byte> line, out bool overlong)
    {
        var length = _buffer.AsSpan(_seen, _end - _seen).IndexOf((byte)'\n');
        var last = length < 0 && _ended && (_end > _start || _overlong);
        if (length < 0 && !last)
        {
            _seen = _end;
            (line, overlong) = (default, false);
            return false;
        }
        var stop = last ? _end : _seen + length;
        (line, overlong) = (_buffer.AsMemory(_start, stop - _start), _overlong);
        _start = _seen = last ? stop : stop + 1;
        _overlong = false;
        Number++;
        return true;
    }

    /// <summary>Reads more.</summary>
    /// <returns>False when there is no more.</returns>
    public async ValueTask<bool> FillAsync(CancellationToken cancellation)
    {
        if (_ended)
            return false;
        if (_end - _start > MaxBytes)
            (_overlong, _start) = (true, _end);
        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        (_start, _seen, _end) = (0, _seen - _start, _end - _start);
        if (_end == _buffer.Length)
            Array.Resize(ref _buffer, _buffer.Length * 2);
        // A terminal or a pipe does not heed a cancellation while it waits.
        var read = await input.ReadAsync(_buffer.AsMemory(_end), cancellation).AsTask().WaitAsync(cancellation);
        _end += read;
        Bytes += read;
        _ended = read == 0;
        return true;
    }
}
