using System.Globalization;
using System.Text;

namespace SaaSGate.Inspection.Json;

/// <summary>Where a walk stands in a body. Names are kept as places in the body and decoded only when someone asks.</summary>
internal sealed class JsonPath
{
    private const int Element = -1;
    private (int Start, int LengthOrIndex, bool IsName)[] _segments = new (int, int, bool)[16];

    /// <summary>Number of steps from the root.</summary>
    public int Depth { get; private set; }

    /// <summary>Enters the member whose name stands at an offset, quotes left out.</summary>
    public void PushName(int start, int length) => Push((start, length, true));

    /// <summary>Enters an element of an array.</summary>
    public void PushElement(int index) => Push((Element, index, false));

    public void Pop() => Depth--;

    /// <summary>Whether a step is the member of this name.</summary>
    public bool IsName(ReadOnlySpan<byte> body, int step, ReadOnlySpan<byte> name) =>
        step < Depth && _segments[step] is (var start, var length, true) && body.Slice(start, length).SequenceEqual(name);

    /// <summary>The index of a step into an array; -1 for other steps.</summary>
    public int ElementAt(int step) => step < Depth && !_segments[step].IsName ? _segments[step].LengthOrIndex : -1;

    /// <summary>The raw name of the innermost member; empty outside of objects.</summary>
    public ReadOnlySpan<byte> NearestName(ReadOnlySpan<byte> body)
    {
        for (var step = Depth - 1; step >= 0; step--)
            if (_segments[step] is (var start, var length, true))
                return body.Slice(start, length);
        return default;
    }

    /// <summary>The place as a JSON pointer (RFC 6901).</summary>
    public string ToPointer(ReadOnlySpan<byte> body)
    {
        var pointer = new StringBuilder();
        foreach (var (start, lengthOrIndex, isName) in _segments.AsSpan(0, Depth))
        {
            pointer.Append('/');
            if (!isName)
            {
                pointer.Append(CultureInfo.InvariantCulture, $"{lengthOrIndex}");
                continue;
            }
            var name = JsonText.ToText(body.Slice(start, lengthOrIndex));
            pointer.Append(name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal));
        }
        return pointer.ToString();
    }

    private void Push((int, int, bool) segment)
    {
        if (Depth == _segments.Length)
            Array.Resize(ref _segments, Depth * 2);
        _segments[Depth++] = segment;
    }
}
