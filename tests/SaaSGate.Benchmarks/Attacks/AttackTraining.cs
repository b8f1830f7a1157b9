using SaaSGate.Inspection.Exfiltration.Attacks;

namespace SaaSGate.Benchmarks.Attacks;

/// <summary>Makes the rows that the two heads learn from.</summary>
internal sealed class AttackTraining
{
    private const double Attack = 3, Embedded = 1.5, Written = 0.5, AttackInContent = 0.5, Everyday = 0.3;

    /// <summary>Units of an attack that is as short as one in a content.</summary>
    private const int ShortAttack = 600;

    private readonly AttackFeatures _features = new();
    private readonly IReadOnlyList<AttackPrompt> _rows;
    private readonly List<(AttackPrompt Prompt, AttackRow Row)> _prompts = [];
    private readonly List<(AttackPrompt Prompt, AttackRow Row)> _contents = [];

    public AttackTraining(IReadOnlyList<AttackPrompt> rows, IReadOnlyList<string> everyday)
    {
        _rows = rows;
        foreach (var row in rows)
            Add(row, written: 1);
        foreach (var line in Texts("written-prompts.txt"))
            Add(new AttackPrompt(line[2..], line[0] == '!' ? "attack" : "benign", "", "") { Fold = -1 }, Written);
        var none = new AttackPrompt("", "benign", "", "") { Fold = -1 };
        foreach (var text in everyday)
            foreach (var segment in new Segments(text))
                _contents.Add((none, Row(text.AsSpan(segment.Start, segment.End - segment.Start), isAttack: false, Everyday)));
    }

    /// <summary>Weights of the head for prompts, trained without a fold; -1 leaves none out.</summary>
    public double[] TrainPrompt(int without) => Train(_prompts, without);

    /// <summary>Weights of the head for contents.</summary>
    public double[] TrainContent(int without) => Train(_contents, without);

    /// <summary>Features of a text.</summary>
    public AttackRow Row(ReadOnlySpan<char> text, bool isAttack, double weight = 1)
    {
        _features.Read(text);
        return new AttackRow(_features.Indices.ToArray(), _features.Values.ToArray(), isAttack, weight);
    }

    private static string[] Texts(string name)
    {
        using var reader = new StreamReader(typeof(AttackTraining).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private static double[] Train(List<(AttackPrompt Prompt, AttackRow Row)> rows, int without) =>
        new LinearTrainer().Train([.. rows.Where(row => without < 0 || row.Prompt.Fold != without).Select(row => row.Row)]);

    private void Add(AttackPrompt prompt, double written)
    {
        if (prompt.IsBenign)
        {
            _prompts.Add((prompt, Row(prompt.Text, isAttack: false, written)));
            if (prompt.IsContext)
                foreach (var segment in new Segments(prompt.Text))
                    _contents.Add((prompt, Row(prompt.Text.AsSpan(segment.Start, segment.End - segment.Start), isAttack: false)));
        }
        else if (prompt.IsAttack)
        {
            _prompts.Add((prompt, Row(prompt.Text, isAttack: true, Attack * written)));
            if (prompt.Text.Length < ShortAttack)
                _contents.Add((prompt, Row(prompt.Text, isAttack: true, AttackInContent)));
        }
        else if (prompt.IsEmbedded)
        {
            _prompts.Add((prompt, Row(prompt.Text, isAttack: true, Embedded / 3)));
            foreach (var first in new Segments(prompt.Text))
            {
                _contents.Add((prompt, Row(prompt.Text.AsSpan(first.Start, first.End - first.Start), isAttack: true, Attack)));
                break;
            }
        }
    }
}
