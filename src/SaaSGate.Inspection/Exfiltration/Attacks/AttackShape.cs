namespace SaaSGate.Inspection.Exfiltration.Attacks;

/// <summary>Counts that say how a text is built, each between 0 and 1.</summary>
internal static class AttackShape
{
    /// <summary>Numbers that are measured.</summary>
    public const int Count = 48;

    private static readonly string[] Marks =
    [
        "<system", "system mode", "<!--", "<script", "<img", "![", "http", "www.", "```", "import ", "requests.", "q: ", "a: ", "your response", "your answer", "your reply", "your code", "{name}",
        "the user's", "the password", "you are ", "from now on", "as an ai", "<information>", "important", "code block", "code snippet", "code excerpt", "@", "...",
    ];

    /// <summary>Measures a text.</summary>
    /// <param name="raw">As it came.</param>
    /// <param name="text">Folded.</param>
    /// <param name="shape">Where the numbers go.</param>
    public static void Measure(ReadOnlySpan<char> raw, ReadOnlySpan<char> text, Span<float> shape)
    {
        shape.Clear();
        for (var i = 0; i < Marks.Length; i++)
            shape[i] = text.Contains(Marks[i], StringComparison.Ordinal) ? 1 : 0;
        var at = Marks.Length;
        int upper = 0, foreign = 0, digits = 0, signs = 0, questions = 0, hidden = 0, dots = 0;
        foreach (var c in raw)
        {
            upper += char.IsAsciiLetterUpper(c) ? 1 : 0;
            foreign += c > 0x24F && char.IsLetter(c) ? 1 : 0;
            digits += char.IsAsciiDigit(c) ? 1 : 0;
            signs += char.IsPunctuation(c) || char.IsSymbol(c) ? 1 : 0;
            questions += c == '?' ? 1 : 0;
            hidden += PlainText.IsInvisible(c) ? 1 : 0;
            dots += c is '.' or '-' ? 1 : 0;
        }
        var length = Math.Max(1, raw.Length);
        shape[at++] = Share(upper, length, 3);
        shape[at++] = Share(foreign, length, 1);
        shape[at++] = Share(digits, length, 4);
        shape[at++] = Share(signs, length, 4);
        shape[at++] = questions > 0 ? 1 : 0;
        shape[at++] = Share(questions, 5, 1);
        shape[at++] = hidden > 0 ? 1 : 0;
        shape[at++] = Share(dots, length, 3);
        shape[at++] = raw.TrimEnd() is [.., '?'] ? 1 : 0;
        foreach (var limit in (ReadOnlySpan<int>)[40, 80, 160, 320, 640, 1280])
            shape[at++] = raw.Length > limit ? 1 : 0;
        shape[at] = raw.Contains('\n') ? 1 : 0;
    }

    private static float Share(int count, int length, int factor) => Math.Min(1f, (float)count * factor / length);
}
