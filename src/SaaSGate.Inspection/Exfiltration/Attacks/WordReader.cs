namespace SaaSGate.Inspection.Exfiltration.Attacks;

/// <summary>Walks over the words of a folded text. Letters of scripts without spaces are words of two.</summary>
internal ref struct WordReader(ReadOnlySpan<char> text)
{
    private readonly ReadOnlySpan<char> _text = text;

    /// <summary>Where the word stands.</summary>
    public (int Start, int End) Current { get; private set; }

    public readonly WordReader GetEnumerator() => this;

    public bool MoveNext()
    {
        var at = Current.End;
        if (at > Current.Start + 1 && IsUnspaced(_text[at - 1]))
            at--;
        while (at < _text.Length && !char.IsLetterOrDigit(_text[at]))
            at++;
        if (at >= _text.Length)
            return false;
        var start = at++;
        if (IsUnspaced(_text[start]))
        {
            if (at < _text.Length && IsUnspaced(_text[at]))
                at++;
        }
        else
        {
            while (at < _text.Length && (char.IsLetterOrDigit(_text[at]) || IsInner(at)) && !IsUnspaced(_text[at]))
                at++;
        }
        if (at - start == 1 && Current.End == at)
            return MoveOn(at);
        Current = (start, at);
        return true;
    }

    private bool MoveOn(int at)
    {
        Current = (at, at);
        return MoveNext();
    }

    private readonly bool IsInner(int at) => _text[at] is '\'' or '’' && at + 1 < _text.Length && char.IsLetter(_text[at + 1]);

    private static bool IsUnspaced(char c) => c is (>= '\u3040' and <= '\u30FF') or (>= '\u3400' and <= '\u9FFF') or (>= '\uAC00' and <= '\uD7A3');
}
