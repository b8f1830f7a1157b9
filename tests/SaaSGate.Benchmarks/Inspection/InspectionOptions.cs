using System.CommandLine;
using SaaSGate.Inspection;
using SaaSGate.TestKit;

namespace SaaSGate.Benchmarks.Inspection;

/// <summary>What is scored, and what is printed of it.</summary>
internal sealed record InspectionOptions
{
    private static readonly string[] AllParts = ["pii", "secrets", "benign", "speed"];

    /// <summary>Folder of the corpora.</summary>
    public required string Data { get; init; }

    public required IReadOnlyList<string> Parts { get; init; }

    public required RowChoice Rows { get; init; }

    public string? Source { get; init; }

    public string? Type { get; init; }

    public required double Threshold { get; init; }

    public required bool Curve { get; init; }

    /// <summary>How many misses and how many false hits are shown of each table.</summary>
    public required int Errors { get; init; }

    /// <summary>Where the tables go beside the terminal.</summary>
    public string? Write { get; init; }

    public static RootCommand Command(Action<InspectionOptions> run)
    {
        var parts = new Option<string[]>("--only") { Description = $"Only these parts: {string.Join(", ", AllParts)}.", AllowMultipleArgumentsPerToken = true };
        parts.AcceptOnlyFromAmong(AllParts);
        var rows = new Option<string>("--rows") { Description = "all, held-out (a fifth by template, never trained on), or training (the others).", DefaultValueFactory = _ => "all" };
        rows.AcceptOnlyFromAmong("all", "held-out", "training");
        var source = new Option<string?>("--source") { Description = "Only this source, as pii/sources.json names it." };
        var type = new Option<string?>("--type") { Description = "Only this type." };
        var threshold = new Option<double>("--threshold") { Description = "Least score that counts.", DefaultValueFactory = _ => TextInspector.DefaultThreshold };
        var curve = new Option<bool>("--curve") { Description = "Precision and recall at other thresholds too." };
        var errors = new Option<int>("--errors") { Description = "Show so many misses and so many false hits of each table; texts of the corpora go to the terminal only." };
        var write = new Option<string?>("--write") { Description = "Write the tables to this file too." };
        var command = new RootCommand("What detectors find in the public corpora, beside what is there, and how fast.") { parts, rows, source, type, threshold, curve, errors, write };
        command.SetAction(parsed =>
        {
            if (Corpora.Find() is not { } data)
            {
                Console.Error.WriteLine("The corpora are not here. Set SAASGATE_CORPORA to their folder.");
                return 1;
            }
            run(new InspectionOptions
            {
                Data = data,
                Parts = parsed.GetValue(parts) is { Length: > 0 } some ? some : AllParts,
                Rows = Enum.Parse<RowChoice>(parsed.GetValue(rows)!.Replace("-", "", StringComparison.Ordinal), ignoreCase: true),
                Source = parsed.GetValue(source),
                Type = parsed.GetValue(type),
                Threshold = parsed.GetValue(threshold),
                Curve = parsed.GetValue(curve),
                Errors = parsed.GetValue(errors),
                Write = parsed.GetValue(write),
            });
            return 0;
        });
        return command;
    }
}
