using System.Buffers;
using SaaSGate.Inspection.Masking;

namespace SaaSGate.Inspection.Streaming;

/// <summary>
/// A JSON document in pieces that may be cut anywhere, in escapes too. Each string and number is looked at as a text of its
/// own, with the key before it as context; replacements stay inside, so the document keeps its shape. What is not JSON (a
/// model may write some) is looked at all the same, and never refused: words without quotes are one text up to the next mark of JSON.
/// </summary>
internal sealed class JsonChannel(int index, string location, List<Finding> findings, MaskPlan plan, Labeller labeller)
    : Channel(PartKind.Json, index, location, findings)
{
    private const int MostBlanks = 16;
    private static readonly SearchValues<char> StringEnds = SearchValues.Create("\"\\"), BareEnds = SearchValues.Create("{}[],:\" \t\r\n"), Blanks = SearchValues.Create(" \t\r\n");
    private readonly char[] _blanks = new char[MostBlanks];
    private readonly ValueScanner _value = new(plan, labeller, mapped: true);
    private readonly JsonKeys _keys = new();
    private char[] _piece = new char[256];
    private State _state;
    private int _escapeStart, _escapeDigits, _escapeUnit, _blankCount;

    private enum State
    {
        Between,
        String,
        Escape,
        Unicode,
        Bare,
    }

    public override Span<char> GetSpan(int length)
    {
        if (_piece.Length < length)
            _piece = new char[length * 2];
        return _piece.AsSpan(0, length);
    }

    public override void Append(int length)
    {
        var piece = _piece.AsSpan(0, length);
        for (var at = 0; at < piece.Length;)
            at += Read(piece[at..], Length + at);
        Length += length;
    }

    public override void Scan()
    {
        if (_state == State.Between)
            Released = Length;
        else
            Scan(final: false);
    }

    public override void Complete()
    {
        if (_state != State.Between)
            End();
        Released = Length;
    }

    /// <summary>Reads some units; returns how many.</summary>
    private int Read(ReadOnlySpan<char> text, int position)
    {
        switch (_state)
        {
            case State.Between:
                return ReadBetween(text, position);
            case State.String:
                return ReadString(text, position);
            case State.Escape:
                (_state, _escapeDigits, _escapeUnit) = (State.Unicode, 0, 0);
                if (text[0] != 'u')
                    EndEscape(Unescaped(text[0]), 2);
                return 1;
            case State.Unicode:
                return ReadUnicode(text[0]);
            case State.Bare:
            default:
                return ReadBare(text, position);
        }
    }

    private int ReadBetween(ReadOnlySpan<char> text, int position)
    {
        var c = text[0];
        if (!BareEnds.Contains(c))
        {
            Begin(State.Bare, position, isNumber: char.IsAsciiDigit(c) || c == '-');
            return 0;
        }
        if (c == '"')
            Begin(State.String, position + 1);
        else
            _keys.Mark(c);
        return 1;
    }

    private int ReadString(ReadOnlySpan<char> text, int position)
    {
        var length = text.IndexOfAny(StringEnds);
        var run = length < 0 ? text : text[..length];
        _value.Append(run, position);
        _keys.Append(run);
        if (length < 0)
            return text.Length;
        if (text[length] == '\\')
            (_state, _escapeStart) = (State.Escape, position + length);
        else
            End();
        return length + 1;
    }

    private int ReadUnicode(char c)
    {
        if (!char.IsAsciiHexDigit(c))
        {
            _state = State.String;
            return 0;
        }
        _escapeUnit = (_escapeUnit << 4) | (c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
        if (++_escapeDigits == 4)
            EndEscape((char)_escapeUnit, 6);
        return 1;
    }

    private void EndEscape(char unit, int length)
    {
        _value.Append(unit, _escapeStart, length);
        _keys.Append([unit]);
        _state = State.String;
    }

    /// <summary>Blanks belong to the text only if words follow: in JSON they stand between a value and a mark.</summary>
    private int ReadBare(ReadOnlySpan<char> text, int position)
    {
        if (Blanks.Contains(text[0]) && _blankCount < MostBlanks)
        {
            _blanks[_blankCount++] = text[0];
            return 1;
        }
        var length = text.IndexOfAny(BareEnds);
        if (length == 0)
        {
            End();
            return 0;
        }
        _value.Append(_blanks.AsSpan(0, _blankCount), position - _blankCount);
        _blankCount = 0;
        _value.Append(length < 0 ? text : text[..length], position);
        return length < 0 ? text.Length : length;
    }

    private void Begin(State state, int position, bool isNumber = false)
    {
        _state = state;
        var key = _keys.Begin(isString: state == State.String);
        _value.Reset(key, position, isNumber ? ValuePlace.Number : _keys.IsInKey ? ValuePlace.Name : ValuePlace.Text);
    }

    private void End()
    {
        Scan(final: true);
        (_state, _blankCount) = (State.Between, 0);
    }

    private void Scan(bool final)
    {
        _value.Scan(final);
        Released = _value.Position(_value.Released);
        Collect(_value, mapped: true);
    }

    private static char Unescaped(char c) => c switch
    {
        'n' => '\n',
        't' => '\t',
        'r' => '\r',
        'b' => '\b',
        'f' => '\f',
        _ => c,
    };
}
