using SaaSGate.Inspection.Detection;

namespace SaaSGate.Inspection.Masking;

/// <summary>
/// Keeps of one text what its scanner may still look at. Where the text is the content of a JSON string inside a larger text,
/// each unit remembers where in the larger text it stands.
/// </summary>
internal sealed class ValueScanner(MaskPlan plan, Labeller labeller, bool mapped = false, bool tellsCovered = false)
{
    /// <summary>Longest words of context that are heeded: with their colon as many units as detectors look back.</summary>
    public const int MaxContext = Detector.LookBehind - 2;

    private readonly TextScanner _scanner = new(plan, labeller) { Covered = tellsCovered ? [] : null };
    private char[] _window = new char[1024];
    private int[] _map = mapped ? new int[1024] : [];
    private int _count;
    private int _origin;
    private int _next;

    /// <summary>Everything before this index is decided.</summary>
    public int Released => _scanner.Released;

    /// <summary>See <see cref="TextScanner.Hits"/>.</summary>
    public List<Hit> Hits => _scanner.Hits;

    /// <summary>See <see cref="TextScanner.Covered"/>.</summary>
    public List<Hit>? Covered => _scanner.Covered;

    /// <summary>Units appended since <see cref="Reset"/>.</summary>
    public int Length => _origin + _count;

    /// <summary>Begins another text.</summary>
    /// <param name="context">Words that stand before it without being part of it: the key of a JSON member. Longer ones than <see cref="MaxContext"/> count for nothing.</param>
    /// <param name="position">Where it begins in the larger text.</param>
    /// <param name="place">What it is.</param>
    public void Reset(ReadOnlySpan<char> context = default, int position = 0, ValuePlace place = ValuePlace.Text)
    {
        _scanner.Reset(place);
        (_count, _origin, _next) = (0, 0, position);
        if (context.IsEmpty || context.Length > MaxContext)
            return;
        Append(context);
        Append(": ");
        _origin = -_count;
    }

    /// <summary>Room for units to be written by the caller, who then calls <see cref="Advance(int)"/>.</summary>
    public Span<char> GetSpan(int length)
    {
        Reserve(length);
        return _window.AsSpan(_count, length);
    }

    /// <summary>Takes over units that were written to <see cref="GetSpan"/>.</summary>
    public void Advance(int length) => _count += length;

    public void Append(ReadOnlySpan<char> text)
    {
        Reserve(text.Length);
        text.CopyTo(_window.AsSpan(_count));
        _count += text.Length;
    }

    /// <summary>Appends units that stand in the larger text from <paramref name="position"/> on, one by one.</summary>
    public void Append(ReadOnlySpan<char> text, int position)
    {
        Append(text);
        var first = _count - text.Length;
        for (var i = 0; i < text.Length; i++)
            _map[first + i] = position + i;
        _next = position + text.Length;
    }

    /// <summary>Appends one unit that is written as <paramref name="length"/> units in the larger text.</summary>
    public void Append(char unit, int position, int length)
    {
        Append([unit], position);
        _next = position + length;
    }

    /// <summary>Where the unit at an index stands in the larger text; past the last one, where that ended.</summary>
    public int Position(int index) => index - _origin < _count ? _map[index - _origin] : _next;

    /// <summary>Looks at what was appended.</summary>
    public void Scan(bool final) => _scanner.Advance(_window.AsSpan(0, _count), _origin, final);

    /// <summary>Makes room: first by letting go of what can no longer matter, so hits must have been read before more is appended.</summary>
    private void Reserve(int length)
    {
        if (_count + length <= _window.Length)
            return;
        var done = _scanner.Needed - Detector.LookBehind - _origin;
        if (done > 0)
        {
            _window.AsSpan(done, _count - done).CopyTo(_window);
            if (mapped)
                _map.AsSpan(done, _count - done).CopyTo(_map);
            _origin += done;
            _count -= done;
        }
        if (_count + length <= _window.Length * 3 / 4)
            return;
        var size = Math.Max(_count + length, _window.Length) * 2;
        Array.Resize(ref _window, size);
        if (mapped)
            Array.Resize(ref _map, size);
    }
}
