using System.Buffers;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using SaaSGate.Inspection.Detection;

namespace SaaSGate.Inspection.Exfiltration;

/// <summary>
/// Base64, hexadecimal and percent-encoded runs that hold, once decoded, what other detectors find. The first
/// <see cref="Detector.LookAhead"/> units of a run decide; a longer one is swallowed to its end.
/// </summary>
internal sealed class EncodedRunDetector() : SingleKindDetector("encoded", FindingTypes.EncodedData, 8)
{
    /// <summary>Units of the shortest run that can hold a value.</summary>
    private const int Shortest = 16;

    private static readonly SearchValues<char> Units = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_%");
    private static readonly RunTail Rest = new(Units, except: false);
    private readonly Decoder _decoder = new();

    public override Detector ForText() => new EncodedRunDetector();

    public override bool TryFind(TextView text, int from, out DetectedValue found, out int settled)
    {
        found = default;
        for (var at = from; ;)
        {
            if (!TryFindRun(text.Chars, ref at))
            {
                settled = text.Final ? text.Length : at;
                return false;
            }
            var limit = Math.Min(text.Length, at + LookAhead);
            var length = text.Chars[at..limit].IndexOfAnyExcept(Units);
            if (length < 0 && limit < at + LookAhead && !text.Final)
            {
                settled = at;
                return false;
            }
            var end = length < 0 ? limit : at + length;
            if (_decoder.Holds(text.Chars[at..end], out var skipped))
            {
                found = new DetectedValue(Kind, at + skipped, end, 0.8, end == at + LookAhead ? Rest : null);
                settled = end;
                return true;
            }
            // Of an endless run each part is looked at, from places that the run alone fixes.
            at = end;
        }
    }

    public override string Normalise(ValueKind kind, ReadOnlySpan<char> value) => value.ToString();

    /// <summary>Finds the next run of at least the shortest length, or where one may begin at the end of the text.</summary>
    private static bool TryFindRun(ReadOnlySpan<char> text, ref int at)
    {
        var units = MemoryMarshal.Cast<char, ushort>(text);
        var from = at;
        if (at + (2 * Shortest) <= text.Length)
        {
            for (var runs = Runs(Vector256.Create(units[at..])); at + (2 * Shortest) <= text.Length; at += Shortest)
            {
                var next = Runs(Vector256.Create(units[(at + Shortest)..]));
                var starts = runs | (next << Shortest);
                // Each step doubles how many in a row a bit stands for.
                for (var row = 1; row < Shortest; row *= 2)
                    starts &= starts >> row;
                if (starts != 0)
                {
                    at += BitOperations.TrailingZeroCount(starts);
                    return true;
                }
                runs = next;
            }
        }
        for (; at + Shortest <= text.Length; at++)
        {
            var other = text.Slice(at, Shortest).LastIndexOfAnyExcept(Units);
            if (other < 0)
                return true;
            at += other;
        }
        at = from + text[from..].LastIndexOfAnyExcept(Units) + 1;
        return false;
    }

    /// <summary>A bit for each of sixteen units that a run may have.</summary>
    private static uint Runs(Vector256<ushort> block)
    {
        var letters = Vector256.LessThanOrEqual((block | Vector256.Create<ushort>(0x20)) - Vector256.Create<ushort>('a'), Vector256.Create<ushort>(25));
        var digits = Vector256.LessThanOrEqual(block - Vector256.Create<ushort>('/'), Vector256.Create<ushort>('9' - '/'));
        var marks = Vector256.Equals(block, Vector256.Create<ushort>('+')) | Vector256.Equals(block, Vector256.Create<ushort>('-'))
            | Vector256.Equals(block, Vector256.Create<ushort>('_')) | Vector256.Equals(block, Vector256.Create<ushort>('%'));
        return (letters | digits | marks).ExtractMostSignificantBits();
    }
}
