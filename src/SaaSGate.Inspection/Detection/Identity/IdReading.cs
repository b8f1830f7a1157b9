using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace SaaSGate.Inspection.Detection.Identity;

/// <summary>Groups of letters and digits with single marks between them, as ids are written.</summary>
internal struct IdReading
{
    /// <summary>Most groups that are read.</summary>
    public const int MaxGroups = 8;

    /// <summary>Longest layout; no id is longer, so a longer group makes the whole none.</summary>
    public const int MaxLayout = 40;

    private const int MaxGroup = 22;

    private Units _layout, _id;
    private Ends _ends, _layoutEnds, _idEnds;
    private int _layoutLength, _idLength;
    private uint _closed;

    public int Count { get; private set; }

    public int Digits { get; private set; }

    /// <summary>Where the first group ends.</summary>
    public readonly int FirstEnd => _ends[0];

    /// <summary>One past the last unit of a group.</summary>
    public readonly int End(int group) => _ends[group];

    /// <summary>Whether an id may end with a group: what follows is not joined to it.</summary>
    public readonly bool MayEnd(int group) => (_closed & (1u << group)) != 0;

    /// <summary>What the groups up to one look like: 9 for a digit, A for a letter, and the marks.</summary>
    [UnscopedRef]
    public readonly ReadOnlySpan<char> Layout(int group) => _layout[.._layoutEnds[group]];

    /// <summary>Letters in upper case and digits of the groups up to one.</summary>
    [UnscopedRef]
    public readonly ReadOnlySpan<char> Id(int group) => _id[.._idEnds[group]];

    /// <summary>Reads from the first unit of a group on.</summary>
    public void Read(ref TextView text, int start)
    {
        (Count, Digits, _layoutLength, _idLength, _closed) = (0, 0, 0, 0, 0);
        for (var at = start; ;)
        {
            var first = at;
            var digits = Digits;
            while (text.Peek(at) is var c && char.IsAsciiLetterOrDigit(c))
            {
                if (at - first == MaxGroup || _layoutLength >= MaxLayout - 4)
                {
                    Count = 0;
                    return;
                }
                Append(c);
                at++;
            }
            // A group of letters alone behind a point or a slash begins a sentence or a name, and is no part of an id.
            if (Count > 0 && digits == Digits && _layout[_layoutEnds[Count - 1]] is '.' or '/')
                _closed |= 1u << (Count - 1);
            Close(at);
            var mark = Mark(ref text, at);
            if (mark == '(')
            {
                _layout[_layoutLength++] = '(';
                Append(text.Peek(at + 1));
                _layout[_layoutLength++] = ')';
                _closed |= 1u << (Count - 1);
                Close(at + 3);
                _closed |= Characters.IsWord(text.Peek(at + 3)) ? 0 : 1u << (Count - 1);
                return;
            }
            if (mark is '\0' or ' ' && !Characters.IsWord(text.Peek(at)))
                _closed |= 1u << (Count - 1);
            if (mark == '\0' || Count >= MaxGroups - 1)
                return;
            _layout[_layoutLength++] = mark;
            at++;
        }
    }

    private void Append(char c)
    {
        var digit = char.IsAsciiDigit(c);
        Digits += digit ? 1 : 0;
        _layout[_layoutLength++] = digit ? '9' : 'A';
        _id[_idLength++] = char.ToUpperInvariant(c);
    }

    private void Close(int end)
    {
        (_ends[Count], _layoutEnds[Count], _idEnds[Count]) = (end, _layoutLength, _idLength);
        Count++;
    }

    /// <summary>The mark that joins another group; NUL where none does.</summary>
    private static char Mark(ref TextView text, int at)
    {
        var c = text.Peek(at);
        if (Characters.IsSpace(c))
            return char.IsAsciiDigit(text.Peek(at + 1)) || IsSuffix(ref text, at + 1) ? ' ' : '\0';
        if (c == '(')
            return char.IsAsciiLetterOrDigit(text.Peek(at + 1)) && text.Peek(at + 2) == ')' ? c : '\0';
        var mark = Characters.IsDash(c) ? '-' : c is '.' or '/' ? c : '\0';
        return mark != '\0' && char.IsAsciiLetterOrDigit(text.Peek(at + 1)) ? mark : '\0';
    }

    /// <summary>One or two capitals behind a space, or three with digits among them: <c>12 34 56 C</c>.</summary>
    private static bool IsSuffix(ref TextView text, int at)
    {
        if (!char.IsAsciiLetterUpper(text.Peek(at)))
            return false;
        var second = text.Peek(at + 1);
        if (!Characters.IsWord(second))
            return true;
        if (char.IsAsciiDigit(second))
            return true;
        return char.IsAsciiLetterUpper(second) && (char.IsAsciiDigit(text.Peek(at + 2)) || !Characters.IsWord(text.Peek(at + 2)));
    }

    [InlineArray(MaxLayout)]
    private struct Units
    {
        private char _first;
    }

    [InlineArray(MaxGroups + 1)]
    private struct Ends
    {
        private int _first;
    }
}
