using System.Globalization;
using SaaSGate.Inspection.Exfiltration.Attacks;

namespace SaaSGate.Benchmarks.Attacks;

/// <summary>
/// <c>train-attacks CORPORA [FILE]</c>: cross-validates, prints the figures, and trains on everything. With a file, such as
/// <c>src/SaaSGate.Inspection/Exfiltration/Attacks/attacks.bin</c>, writes the model: the same bytes on any machine.
/// </summary>
internal static class TrainAttacks
{
    public static Task<int> RunAsync(string[] args)
    {
        if (args is not [var root, .. var rest] || rest.Length > 1)
        {
            Console.Error.WriteLine("train-attacks CORPORA [FILE]");
            return Task.FromResult(2);
        }
        var rows = AttackCorpus.Read(root);
        var training = new AttackTraining(rows, EverydayTexts.Read(root));
        var evaluation = AttackEvaluation.Run(rows, training);
        evaluation.Print(Console.Out);
        var model = new AttackModel(Head(training.TrainPrompt(without: -1), evaluation.Prompts), Head(training.TrainContent(without: -1), evaluation.Contents)).ToBytes();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"\n{model.Length} bytes, SHA-256 {Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(model))}"));
        if (rest is [var file])
            File.WriteAllBytes(file, model);
        return Task.FromResult(0);
    }

    private static AttackHead Head(double[] weights, List<AttackEvaluation.Judged> judged)
    {
        var unit = weights.AsSpan(0, AttackFeatures.Count).ToArray().Max(Math.Abs) / sbyte.MaxValue;
        var bytes = Array.ConvertAll(weights[..AttackFeatures.Count], weight => (sbyte)Math.Round(weight / unit));
        return new AttackHead(bytes, (float)unit, (float)weights[^1], (float)AttackEvaluation.Cut(judged, 0.01), (float)AttackEvaluation.Cut(judged, 0.05));
    }
}
