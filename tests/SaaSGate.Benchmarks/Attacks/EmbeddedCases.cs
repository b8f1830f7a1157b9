namespace SaaSGate.Benchmarks.Attacks;

/// <summary>Puts embedded instructions where they are attacks: inside a content that a tool returns.</summary>
internal static class EmbeddedCases
{
    /// <summary>Each instruction stands at the beginning of one content, in the middle of another and at the end of a third.</summary>
    public const int Places = 3;

    /// <summary>Of rows of one fold. Instructions with code go into code, those for mail tools into mails, others into mails and tables.</summary>
    public static IEnumerable<(AttackPrompt Row, string Text)> Of(IReadOnlyList<AttackPrompt> rows)
    {
        var embedded = rows.Where(row => row.IsEmbedded).ToList();
        for (var i = 0; i < embedded.Count; i++)
            for (var place = 0; place < Places; place++)
            {
                var kind = embedded[i].Text.Contains("```", StringComparison.Ordinal) ? "code_context"
                    : embedded[i].Category.StartsWith("agentdojo", StringComparison.Ordinal) || (i + place) % 2 == 0 ? "email_context" : "table_context";
                var contents = rows.Where(row => row.Category == kind).ToList();
                var content = contents[((i * Places) + place) % contents.Count].Text;
                var at = place switch { 0 => 0, 1 => content.IndexOf('\n', content.Length / 2), _ => content.Length };
                yield return (embedded[i], content.Insert(at < 0 ? content.Length : at, $"\n{embedded[i].Text}\n"));
            }
    }
}
