namespace SaaSGate.Inspection.Json;

/// <summary>
/// The keys of all open objects, as 128-bit hashes. Small objects are compared key by key; large ones are sorted, so that no
/// body makes this slow.
/// </summary>
internal sealed class KeyLedger
{
    private const int SmallObject = 24;
    private readonly Stack<int> _starts = new();
    private UInt128[] _keys = new UInt128[64];
    private int _count;

    public void Open() => _starts.Push(_count);

    public void Add(UInt128 key)
    {
        if (_count == _keys.Length)
            Array.Resize(ref _keys, _keys.Length * 2);
        _keys[_count++] = key;
    }

    /// <summary>Ends the innermost object; false when a key stood in it twice.</summary>
    public bool Close()
    {
        var start = _starts.Pop();
        var keys = _keys.AsSpan(start, _count - start);
        _count = start;
        if (keys.Length > SmallObject)
        {
            keys.Sort();
            for (var i = 1; i < keys.Length; i++)
                if (keys[i] == keys[i - 1])
                    return false;
            return true;
        }
        for (var i = 1; i < keys.Length; i++)
            if (keys[..i].Contains(keys[i]))
                return false;
        return true;
    }
}
