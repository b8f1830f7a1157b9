namespace SaaSGate.Inspection.Exfiltration.Threats;

/// <summary>Counts different personal values of one block by their fingerprints. Blocks come one after another.</summary>
internal sealed class BulkCounter
{
    /// <summary>Different values above which a block is bulk, where a rule does not say.</summary>
    public const int DefaultMoreThan = 20;

    private readonly HashSet<UInt128> _values = [];
    private (long Message, int Block) _at = (-1, -1);

    /// <summary>Takes a value; returns how many there are in its block now, or 0 where it was there before.</summary>
    public int Add((long Message, int Block) at, byte[] fingerprint)
    {
        if (at != _at)
            _values.Clear();
        _at = at;
        return _values.Add(BitConverter.ToUInt128(fingerprint)) ? _values.Count : 0;
    }
}
