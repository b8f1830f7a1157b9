using System.Globalization;

namespace SaaSGate.Benchmarks.Inspection;

/// <summary>What the tables mean, for those who read them later.</summary>
internal static class About
{
    public static void Print(InspectionOptions options, Output output)
    {
        output.Title("What the detectors find");
        output.Paragraph(string.Create(
            CultureInfo.InvariantCulture,
            $"`dotnet run -c Release --project tests/SaaSGate.Benchmarks -- inspection`, all types looked for at once, threshold {options.Threshold:0.##}, {Environment.ProcessorCount} processors."));
        output.Paragraph(
            """
            A hit has the type of a labelled value and shares at least half of itself and of the value; each value is hit once; counts are
            added up over all texts. A source counts only the types that it labels, and nothing counts that touches what it says to ignore.
            Held out are texts whose template (each value replaced by `{TYPE}`) has a SHA-256 that divides by five: no model was trained on
            them. Goals of trained types are set there, all others over all texts.
            """);
    }
}
