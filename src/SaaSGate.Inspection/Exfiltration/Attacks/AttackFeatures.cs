using System.Buffers;
using System.Runtime.InteropServices;

namespace SaaSGate.Inspection.Exfiltration.Attacks;

/// <summary>
/// Makes numbers of a text: hashed words and pairs of words, hashed pieces of words, meanings of words and which stand near
/// each other, and its shape. Groups are scaled, so that long texts do not outweigh short ones. Keeps its buffers; not for use
/// by several threads at once.
/// </summary>
internal sealed class AttackFeatures
{
    public const int WordBits = 15, PieceBits = 15, MeaningBits = 12;

    private const int PieceStart = 1 << WordBits, MeaningStart = PieceStart + (1 << PieceBits), ShapeStart = MeaningStart + (1 << MeaningBits);

    /// <summary>All features.</summary>
    public const int Count = ShapeStart + AttackShape.Count + AttackSentences.Count;

    /// <summary>Units of a text that are looked at: the first ones.</summary>
    public const int MaxUnits = 16 * 1024;

    /// <summary>Words between two whose meanings are taken together.</summary>
    private const int Near = 5;

    /// <summary>Letters of scripts that put spaces between words.</summary>
    private static readonly SearchValues<char> Spaced = SearchValues.Create([.. Enumerable.Range(0, 0x600).Select(unit => (char)unit)]);

    private readonly List<int> _indices = [];
    private readonly List<float> _values = [];
    private readonly int[] _seen = new int[ShapeStart];
    private readonly char[] _text = new char[MaxUnits];
    private readonly Meaning[] _near = new Meaning[Near];
    private readonly float[] _shape = new float[AttackShape.Count + AttackSentences.Count];
    private int _stamp;

    /// <summary>Which features the last text has.</summary>
    public ReadOnlySpan<int> Indices => CollectionsMarshal.AsSpan(_indices);

    /// <summary>How much of each.</summary>
    public ReadOnlySpan<float> Values => CollectionsMarshal.AsSpan(_values);

    /// <summary>Reads a text.</summary>
    public void Read(ReadOnlySpan<char> raw)
    {
        raw = raw[..Math.Min(raw.Length, MaxUnits)];
        _indices.Clear();
        _values.Clear();
        _stamp++;
        var text = _text.AsSpan(0, PlainText.Fold(raw, _text));
        Words(text);
        var words = Scale(0, MathF.Sqrt);
        Pieces(text);
        var pieces = Scale(words, MathF.Sqrt);
        Meanings(text);
        Scale(pieces, SlowRoot);
        AttackShape.Measure(raw, text, _shape.AsSpan(0, AttackShape.Count));
        AttackSentences.Measure(text, _shape.AsSpan(AttackShape.Count));
        for (var i = 0; i < _shape.Length; i++)
            if (_shape[i] != 0)
            {
                _indices.Add(ShapeStart + i);
                _values.Add(_shape[i]);
            }
    }

    private void Words(ReadOnlySpan<char> text)
    {
        uint before = 0, beforeThat = 0;
        var first = true;
        foreach (var word in new WordReader(text))
        {
            var hash = Hash(text[word.Start..word.End], 1);
            Add(hash, 0, WordBits);
            Add(Mix(before, hash), 0, WordBits);
            if (beforeThat != 0)
                Add(Mix(Mix(beforeThat, 7), hash), 0, WordBits);
            if (first)
                Add(Mix(hash, 99), 0, WordBits);
            (beforeThat, before, first) = (before, hash, false);
        }
        Add(Mix(before, 77), 0, WordBits);
    }

    private void Pieces(ReadOnlySpan<char> text)
    {
        foreach (var word in new WordReader(text))
        {
            var (start, end) = (Math.Max(0, word.Start - 1), Math.Min(text.Length, word.End + 1));
            for (var length = 3; length <= 5; length++)
                for (var at = start; at + length <= end; at++)
                    Add(Hash(text.Slice(at, length), (uint)length), PieceStart, PieceBits);
        }
    }

    private void Meanings(ReadOnlySpan<char> text)
    {
        Array.Clear(_near);
        var at = 0;
        foreach (var word in new WordReader(text))
        {
            var meaning = AttackWords.Of(text[word.Start..word.End]);
            _near[at % Near] = meaning;
            if (meaning != Meaning.None)
            {
                Add((uint)meaning * 2654435761, MeaningStart, MeaningBits);
                for (var distance = 1; distance < Near && distance <= at; distance++)
                    if (_near[(at - distance) % Near] is not Meaning.None and var other)
                        Add(Mix((uint)other + 100, (uint)meaning), MeaningStart, MeaningBits);
                if (at == 0)
                    Add(Mix((uint)meaning, 555), MeaningStart, MeaningBits);
            }
            at++;
        }
        if (text.ContainsAnyExcept(Spaced))
            foreach (var (mark, meaning) in AttackWords.Unspaced)
                if (text.Contains(mark, StringComparison.Ordinal))
                    Add((uint)meaning * 2654435761, MeaningStart, MeaningBits);
    }

    private void Add(uint hash, int start, int bits)
    {
        var index = start + (int)(hash * 0x9E3779B1 >> (32 - bits));
        if (_seen[index] == _stamp)
            return;
        _seen[index] = _stamp;
        _indices.Add(index);
        _values.Add(1);
    }

    /// <summary>Divides what was added since by a root of its number.</summary>
    private int Scale(int from, Func<float, float> root)
    {
        var values = CollectionsMarshal.AsSpan(_values)[from..];
        if (values.Length > 0)
            values.Fill(1 / root(values.Length));
        return _values.Count;
    }

    /// <summary>Lets many meanings together weigh more than the square root would: n to the power of 3/8, from operations that are exact everywhere.</summary>
    private static float SlowRoot(float n)
    {
        var fourth = MathF.Sqrt(MathF.Sqrt(n));
        return fourth * MathF.Sqrt(fourth);
    }

    private static uint Hash(ReadOnlySpan<char> text, uint seed)
    {
        var hash = 2166136261 ^ (seed * 16777619);
        foreach (var c in text)
            hash = (hash ^ c) * 16777619;
        return hash ^ (hash >> 15);
    }

    private static uint Mix(uint first, uint second)
    {
        var hash = (first * 0x85EBCA6B) ^ (second + 0x9E3779B9 + (first << 6) + (first >> 2));
        return hash ^ (hash >> 13);
    }
}
