using SaaSGate.Inspection.Masking;

namespace SaaSGate.Inspection.Streaming;

/// <summary>Follows objects and arrays of a JSON document and knows under which key a value stands.</summary>
internal sealed class JsonKeys
{
    /// <summary>The key that the whole document stands under where a block comes whole: there it is the context of what has no other.</summary>
    private const string Root = "input";

    private const int MaxDepth = 1024, LongestKey = ValueScanner.MaxContext + 1;
    private readonly Stack<(bool IsObject, int Start)> _containers = new();
    private char[] _keys = new char[LongestKey * 4];
    private int _start, _end = Root.Length;
    private bool _isObject, _afterColon;

    /// <summary>Whether the value that began last is a key.</summary>
    public bool IsInKey { get; private set; }

    public JsonKeys() => Root.CopyTo(_keys);

    /// <summary>Takes a mark that stands between values.</summary>
    /// <exception cref="InspectionException">Nested too deeply to be followed.</exception>
    public void Mark(char mark)
    {
        switch (mark)
        {
            case '{' or '[':
                if (_containers.Count == MaxDepth)
                    throw new InspectionException("A tool's input is nested too deeply.");
                _containers.Push((_isObject, _start));
                (_isObject, _afterColon) = (mark == '{', false);
                // An array's elements stand under the key of the array; an object's first key replaces none.
                if (_isObject)
                    _start = _end;
                break;
            case '}' or ']':
                if (_isObject)
                    _end = _start;
                if (_containers.TryPop(out var outer))
                    (_isObject, _start) = outer;
                break;
            case ':':
                _afterColon = true;
                break;
            case ',':
                _afterColon = false;
                break;
            default:
                break;
        }
    }

    /// <summary>Begins a value; returns the key that it stands under, or nothing where it is a key itself.</summary>
    public ReadOnlySpan<char> Begin(bool isString)
    {
        IsInKey = isString && _isObject && !_afterColon;
        if (!IsInKey)
            return _keys.AsSpan(_start, _end - _start);
        _end = _start;
        return default;
    }

    /// <summary>Takes text of the value that began last.</summary>
    public void Append(ReadOnlySpan<char> text)
    {
        if (!IsInKey)
            return;
        text = text[..Math.Min(text.Length, LongestKey - (_end - _start))];
        if (_end + text.Length > _keys.Length)
            Array.Resize(ref _keys, _keys.Length * 2);
        text.CopyTo(_keys.AsSpan(_end));
        _end += text.Length;
    }
}
