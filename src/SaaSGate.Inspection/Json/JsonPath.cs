using System.Globalization;
using System.Text;

namespace SaaSGate.Inspection.Json;

/// <summary>Where a walk stands in a body. Names are kept as places in the body and decoded only when someone asks.</summary>
internal sealed class JsonPath
{
    /// <summary>Bytes of a name that a pointer shows: a name may be as long as its body, and each finding has a pointer.</summary>
    private const int LongestShown = 256;

    private Step[] _steps = new Step[16];

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

    public void Pop() => Depth--;

    /// <summary>Goes back to the root.</summary>
    public void Clear() => Depth = 0;

    /// <summary>What pointers show instead of the innermost member's name.</summary>
    public void ShowNameAs(string name) => _steps[Depth - 1] = _steps[Depth - 1] with { Shown = Cut(name) };

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

    /// <summary>The place as a JSON pointer (RFC 6901).</summary>
    public string ToPointer(ReadOnlySpan<byte> body)
    {
        var pointer = new StringBuilder();
        foreach (var step in _steps.AsSpan(0, Depth))
        {
            pointer.Append('/');
            if (step.Kind == StepKind.Element)
                pointer.Append(CultureInfo.InvariantCulture, $"{step.LengthOrIndex}");
            else
                pointer.Append((step.Shown ?? NameAt(body, step)).Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal));
        }
        return pointer.ToString();
    }

    private static string NameAt(ReadOnlySpan<byte> body, Step step)
    {
        var raw = body.Slice(step.Start, step.LengthOrIndex);
        var shown = JsonText.WholeUnits(raw, LongestShown);
        return shown == raw.Length ? JsonText.ToText(raw) : JsonText.ToText(raw[..shown]) + "…";
    }

    private static string Cut(string name) =>
        name.Length <= LongestShown ? name : string.Concat(name.AsSpan(0, char.IsHighSurrogate(name[LongestShown - 1]) ? LongestShown - 1 : LongestShown), "…");

    private void Push(Step step)
    {
        if (Depth == _steps.Length)
            Array.Resize(ref _steps, Depth * 2);
        _steps[Depth++] = step;
    }

    private readonly record struct Step(StepKind Kind, int Start, int LengthOrIndex, string? Shown);
}
