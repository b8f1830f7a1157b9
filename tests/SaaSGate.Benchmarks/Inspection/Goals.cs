using System.Globalization;

namespace SaaSGate.Benchmarks.Inspection;

/// <summary>F1 that the detectors are to reach: trained ones on texts kept out of training, others on all.</summary>
internal static class Goals
{
    private static readonly Dictionary<string, double> Structured = new()
    {
        ["EMAIL"] = 0.97,
        ["CREDIT_CARD"] = 0.97,
        ["IBAN"] = 0.97,
        ["US_SSN"] = 0.97,
        ["IP"] = 0.97,
        ["URL"] = 0.97,
        ["PHONE"] = 0.90,
    };

    private static readonly string[] StructuredSources = ["presidio-research", "ambientmeta", "datafog", "presidio-research, ambientmeta, datafog"];

    private static readonly Dictionary<(string Source, string Type), double> Trained = new()
    {
        [("presidio-research", "PERSON")] = 0.90,
        [("presidio-research", "LOCATION")] = 0.85,
        [("presidio-research", "ORG")] = 0.75,
        [("presidio-research", "ADDRESS")] = 0.85,
        [("presidio-research", "together")] = 0.87,
        [("ambientmeta", "together")] = 0.70,
        [("wikigold", "together")] = 0.75,
    };

    /// <summary>The goal, and whether it is met; empty where there is none.</summary>
    public static string Text(string source, string type, Tally all, Tally heldOut)
    {
        if (Trained.TryGetValue((source, type), out var goal))
            return Text(goal, heldOut.F1, " held out");
        return StructuredSources.Contains(source) && all.Gold > 0 && Structured.TryGetValue(type, out goal) ? Text(goal, all.F1, "") : "";
    }

    /// <summary>A goal that a figure must reach.</summary>
    public static string Text(double goal, double? figure, string where) =>
        string.Create(CultureInfo.InvariantCulture, $"{goal:0.00}{where} {(figure >= goal ? "met" : "MISSED")}");
}
