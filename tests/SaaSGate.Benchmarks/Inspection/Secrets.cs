namespace SaaSGate.Benchmarks.Inspection;

/// <summary>What counts as a secret.</summary>
internal static class Secrets
{
    public static readonly string[] Types = ["API_KEY", "PASSWORD"];
}
