namespace SaaSGate.Benchmarks.Inspection;

/// <summary><c>inspection</c>: precision and recall of the detectors on public, labelled texts, and their speed.</summary>
internal static class InspectionBenchmark
{
    public static Task<int> RunAsync(string[] args) => InspectionOptions.Command(Run).Parse(args).InvokeAsync();

    private static void Run(InspectionOptions options)
    {
        var output = new Output(Console.Out);
        About.Print(options, output);
        if (options.Parts.Contains("pii"))
        {
            PiiScores.Print(options, output);
            PlainGazetteer.Print(options, output);
            About.PrintNames(output);
        }
        if (options.Parts.Contains("secrets"))
        {
            SampleScores.Print(options, output);
            FileScores.Print(options, output);
        }
        if (options.Parts.Contains("benign"))
            BenignScores.Print(options, output);
        if (options.Parts.Contains("speed"))
        {
            ScanSpeed.Print(options, output);
            StreamSpeed.Print(options, output);
        }
        if (options.Write is { } path)
            output.Save(path);
    }
}
