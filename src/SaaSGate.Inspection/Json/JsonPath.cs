using System.Globalization;
using System.Text;

namespace SaaSGate.Inspection.Json;

/// <summary>Where a walk stands in a body. Names are kept as places in the body and decoded only when someone asks.</summary>
internal sealed class JsonPath
{
    /// <summary>Bytes of a name that a pointer shows: a name may be as long as its body, and each finding has a pointer.</summary>
    private const int LongestShown = 256;

    /// <summary>Units of a pointer; what is deeper is not shown.</summary>
    private const int LongestPointer = 1024;

    private Step[] _steps = new Step[16];
    private string? _pointer;

    private enum StepKind : byte
    {
        Element,
        Name,
        EscapedName,
    }

    /// <summary>Number of steps from the root.</summary>
    public int Depth { get; private set; }

    /// <summary>Enters the member whose name stands at an offset, quotes left out.</summary>
    public void PushName(int start, int length, bool escaped) => Push(new Step(escaped ? StepKind.EscapedName : StepKind.Name, start, length, null));

    /// <summary>Enters an element of an array.</summary>
    public void PushElement(int index) => Push(new Step(StepKind.Element, 0, index, null));

    public void Pop()
    {
        Depth--;
        _pointer = null;
    }

    /// <summary>Goes back to the root.</summary>
    public void Clear()
    {
        Depth = 0;
        _pointer = null;
    }

    /// <summary>What pointers show instead of the innermost member's name.</summary>
    public void ShowNameAs(string name)
    {
        _steps[Depth - 1] = _steps[Depth - 1] with { Shown = Cut(name, LongestShown) };
        _pointer = null;
    }

    /// <summary>Whether a step is the member of this name, in ASCII, however the body escapes it.</summary>
    public bool IsName(ReadOnlySpan<byte> body, int step, ReadOnlySpan<byte> name)
    {
        if (step < 0 || step >= Depth || _steps[step] is not { Kind: not StepKind.Element } at)
            return false;
        var raw = body.Slice(at.Start, at.LengthOrIndex);
        return at.Kind == StepKind.Name ? raw.SequenceEqual(name) : JsonText.IsAscii(raw, name);
    }

    /// <summary>The index of a step into an array; -1 for other steps.</summary>
    public int ElementAt(int step) => step < Depth && _steps[step].Kind == StepKind.Element ? _steps[step].LengthOrIndex : -1;

    /// <summary>The raw name of the innermost member; empty outside of objects.</summary>
    public ReadOnlySpan<byte> NearestName(ReadOnlySpan<byte> body)
    {
        for (var step = Depth - 1; step >= 0; step--)
            if (_steps[step] is { Kind: not StepKind.Element } at)
                return body.Slice(at.Start, at.LengthOrIndex);
        return default;
    }

    /// <summary>The place as a JSON pointer (RFC 6901); of one that is very long the beginning. Asked for again without a step, it is the same string.</summary>
    public string ToPointer(ReadOnlySpan<byte> body)
    {
        if (_pointer is not null)
            return _pointer;
        var pointer = new StringBuilder();
        foreach (var step in _steps.AsSpan(0, Depth))
        {
            if (pointer.Length > LongestPointer)
                break;
            pointer.Append('/');
            if (step.Kind == StepKind.Element)
                pointer.Append(CultureInfo.InvariantCulture, $"{step.LengthOrIndex}");
            else
                pointer.Append((step.Shown ?? NameAt(body, step)).Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal));
        }
        return _pointer = Cut(pointer.ToString(), LongestPointer);
    }

    private static string NameAt(ReadOnlySpan<byte> body, Step step)
    {
        var raw = body.Slice(step.Start, step.LengthOrIndex);
        var shown = JsonText.WholeUnits(raw, LongestShown);
        return shown == raw.Length ? JsonText.ToText(raw) : JsonText.ToText(raw[..shown]) + "…";
    }

    private static string Cut(string text, int longest) =>
        text.Length <= longest ? text : string.Concat(text.AsSpan(0, char.IsHighSurrogate(text[longest - 1]) ? longest - 1 : longest), "…");

    private void Push(Step step)
    {
        if (Depth == _steps.Length)
            Array.Resize(ref _steps, Depth * 2);
        _steps[Depth++] = step;
        _pointer = null;
    }

    private readonly record struct Step(StepKind Kind, int Start, int LengthOrIndex, string? Shown);
}
