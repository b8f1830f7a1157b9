using System.Globalization;
using SaaSGate.Inspection.Exfiltration.Attacks;

namespace SaaSGate.Benchmarks.Attacks;

/// <summary>
/// Five-fold cross-validation of the attack model: each row is scored by a model that saw neither it nor a near-duplicate.
/// Attacks are judged as prompts, beside all harmless prompts of the corpus. Embedded instructions are judged inside a mail, a
/// table or code of the same fold, at its beginning, middle and end, beside these contents without one.
/// </summary>
internal sealed class AttackEvaluation
{
    private static readonly double[] Rates = [0.002, 0.005, 0.01, 0.02, 0.03, 0.05, 0.1];

    private AttackEvaluation(List<Judged> prompts, List<Judged> contents) => (Prompts, Contents) = (prompts, contents);

    /// <summary>Attacks and harmless prompts.</summary>
    public List<Judged> Prompts { get; }

    /// <summary>Contents with an instruction inside, and without.</summary>
    public List<Judged> Contents { get; }

    /// <summary>Runs it.</summary>
    /// <param name="root">Folder of the corpora.</param>
    public static AttackEvaluation Run(string root)
    {
        var rows = AttackCorpus.Read(root);
        return Run(rows, new AttackTraining(rows, EverydayTexts.Read(root)));
    }

    public static AttackEvaluation Run(IReadOnlyList<AttackPrompt> rows, AttackTraining training)
    {
        var (prompts, contents) = (new List<Judged>(), new List<Judged>());
        for (var fold = 0; fold < AttackCorpus.Folds; fold++)
        {
            var (prompt, content) = (training.TrainPrompt(fold), training.TrainContent(fold));
            var tested = rows.Where(row => row.Fold == fold).ToList();
            foreach (var row in tested.Where(row => row.IsAttack || row.IsBenign))
                prompts.Add(new Judged(row, Sum(prompt, training.Row(row.Text, row.IsAttack))));
            foreach (var row in tested.Where(row => row.IsContext))
                contents.Add(new Judged(row, Most(content, training, row.Text)));
            foreach (var (row, text) in EmbeddedCases.Of(tested))
                contents.Add(new Judged(row, Most(content, training, text)));
        }
        return new AttackEvaluation(prompts, contents);
    }

    /// <summary>The sum that so many of the harmless are above.</summary>
    public static double Cut(IEnumerable<Judged> judged, double rate)
    {
        var harmless = judged.Where(each => each.Row.IsBenign).Select(each => each.Sum).OrderDescending().ToArray();
        return harmless[(int)(harmless.Length * rate)];
    }

    /// <summary>Share of attacks above the cut for a rate of false positives.</summary>
    public static double Recall(IReadOnlyCollection<Judged> judged, double rate)
    {
        var cut = Cut(judged, rate);
        return judged.Where(each => !each.Row.IsBenign).Average(each => each.Sum > cut ? 1 : 0);
    }

    /// <summary>Recall over both kinds, an embedded instruction counting once for its three places, each kind at its own cut for the rate.</summary>
    public double RecallTogether(double rate)
    {
        var attacks = Prompts.Count(each => !each.Row.IsBenign);
        var embedded = Contents.Count(each => !each.Row.IsBenign) / (double)EmbeddedCases.Places;
        return ((Recall(Prompts, rate) * attacks) + (Recall(Contents, rate) * embedded)) / (attacks + embedded);
    }

    /// <summary>The figures as tables in Markdown.</summary>
    public void Print(TextWriter output)
    {
        output.WriteLine($"Five folds; rows that share half of their three-word sequences lie in one fold. {Prompts.Count(each => !each.Row.IsBenign)} attacks beside "
            + $"{Prompts.Count(each => each.Row.IsBenign)} harmless prompts; {Contents.Count(each => !each.Row.IsBenign)} contents with an instruction inside beside "
            + $"{Contents.Count(each => each.Row.IsBenign)} without.");
        output.WriteLine();
        output.WriteLine("| false positives | attacks found | embedded instructions found | together |");
        output.WriteLine("|---|---|---|---|");
        foreach (var rate in Rates)
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {rate:P1} | {Recall(Prompts, rate):F3} | {Recall(Contents, rate):F3} | {RecallTogether(rate):F3} |"));
        PrintCategories(output, "attack", Prompts);
        PrintCategories(output, "embedded instruction", Contents);
        output.WriteLine();
        output.WriteLine("| harmless | rows | taken for an attack at 1 % | at 5 % |");
        output.WriteLine("|---|---|---|---|");
        foreach (var group in Prompts.Where(each => each.Row.IsBenign).GroupBy(each => each.Row.Category.Split(':')[0]).OrderBy(group => group.Key, StringComparer.Ordinal))
            output.WriteLine($"| {group.Key} | {group.Count()} | {Above(group, Cut(Prompts, 0.01))} | {Above(group, Cut(Prompts, 0.05))} |");
    }

    private static void PrintCategories(TextWriter output, string name, List<Judged> judged)
    {
        output.WriteLine();
        output.WriteLine($"| {name} | cases | found at 1 % | at 5 % |");
        output.WriteLine("|---|---|---|---|");
        foreach (var group in judged.Where(each => !each.Row.IsBenign).GroupBy(each => each.Row.Category).OrderBy(group => group.Key, StringComparer.Ordinal))
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {group.Key} | {group.Count()} | {(double)Above(group, Cut(judged, 0.01)) / group.Count():F2} | {(double)Above(group, Cut(judged, 0.05)) / group.Count():F2} |"));
    }

    private static int Above(IEnumerable<Judged> judged, double cut) => judged.Count(each => each.Sum > cut);

    private static double Sum(double[] weights, AttackRow row) => LinearTrainer.Sum(weights, row.Indices, row.Values);

    private static double Most(double[] weights, AttackTraining training, string text)
    {
        var most = double.MinValue;
        foreach (var segment in new Segments(text))
            most = Math.Max(most, Sum(weights, training.Row(text.AsSpan(segment.Start, segment.End - segment.Start), isAttack: false)));
        return most;
    }

    /// <summary>A row and the sum that it got.</summary>
    internal sealed record Judged(AttackPrompt Row, double Sum);
}
