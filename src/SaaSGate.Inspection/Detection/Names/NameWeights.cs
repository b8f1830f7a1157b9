using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace SaaSGate.Inspection.Detection.Names;

/// <summary>How much each feature speaks for each tag.</summary>
internal sealed class NameWeights
{
    /// <summary>Weights of a feature with what fills them up to a vector.</summary>
    private const int Stride = 16;

    private readonly ulong[] _slots;
    private readonly sbyte[] _rows;
    private readonly int _mask;
    private readonly float _scale;

    /// <param name="features">Hashes of features.</param>
    /// <param name="weights">For each feature one weight a tag.</param>
    /// <param name="scale">What a weight of 1 stands for.</param>
    public NameWeights(ReadOnlySpan<uint> features, ReadOnlySpan<sbyte> weights, float scale)
    {
        _scale = scale;
        _slots = new ulong[BitOperations.RoundUpToPowerOf2((uint)Math.Max(16, features.Length * 2))];
        _mask = _slots.Length - 1;
        _rows = new sbyte[features.Length * Stride];
        for (var i = 0; i < features.Length; i++)
        {
            var at = (int)features[i] & _mask;
            while (_slots[at] != 0)
                at = (at + 1) & _mask;
            _slots[at] = ((ulong)features[i] << 32) | (uint)(i + 1);
            weights.Slice(i * NameTags.Count, NameTags.Count).CopyTo(_rows.AsSpan(i * Stride));
        }
    }

    /// <summary>Sums up what features say about each tag.</summary>
    public void Sum(ReadOnlySpan<uint> features, Span<float> scores)
    {
        var sum = Vector256<short>.Zero;
        ref var rows = ref MemoryMarshal.GetArrayDataReference(_rows);
        foreach (var feature in features)
        {
            var row = Find(feature);
            if (row < 0)
                continue;
            var weights = Vector128.LoadUnsafe(ref rows, (nuint)(row * Stride));
            sum += Vector256.Create(Vector128.WidenLower(weights), Vector128.WidenUpper(weights));
        }
        for (var tag = 0; tag < scores.Length; tag++)
            scores[tag] = _scale * sum[tag];
    }

    private int Find(uint feature)
    {
        for (var at = (int)feature & _mask; ; at = (at + 1) & _mask)
        {
            var slot = _slots[at];
            if (slot == 0)
                return -1;
            if ((uint)(slot >> 32) == feature)
                return (int)(uint)slot - 1;
        }
    }
}
