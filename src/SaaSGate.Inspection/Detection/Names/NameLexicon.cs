using System.Numerics;

namespace SaaSGate.Inspection.Detection.Names;

/// <summary>What is known of words and short phrases, by their hashes.</summary>
internal sealed class NameLexicon
{
    private readonly ulong[] _slots;
    private readonly int _mask;

    public NameLexicon(IReadOnlyCollection<KeyValuePair<uint, ushort>> words)
    {
        _slots = new ulong[BitOperations.RoundUpToPowerOf2((uint)Math.Max(16, words.Count * 2))];
        _mask = _slots.Length - 1;
        foreach (var (hash, bits) in words)
        {
            var at = (int)hash & _mask;
            while (_slots[at] != 0)
                at = (at + 1) & _mask;
            _slots[at] = ((ulong)hash << 32) | bits;
        }
    }

    /// <summary>Bits of a word or phrase; 0 where it is not known.</summary>
    public uint this[uint hash]
    {
        get
        {
            for (var at = (int)hash & _mask; ; at = (at + 1) & _mask)
            {
                var slot = _slots[at];
                if (slot == 0)
                    return 0;
                if ((uint)(slot >> 32) == hash)
                    return (uint)slot;
            }
        }
    }
}
