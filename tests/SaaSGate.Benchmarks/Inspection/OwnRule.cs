namespace SaaSGate.Benchmarks.Inspection;

/// <summary>
/// Whether a finding in a sample that is not secret is one that its published rule looks for. A rule of a service looks for
/// that service's keys by their form; what a detector takes for a secret because of the words or the disorder around it is
/// not its matter. A rule without a service looks for any secret. The product's detector of keys knows many services by one
/// name, so its findings count against each of their rules.
/// </summary>
internal static class OwnRule
{
    /// <summary>Words that name no service.</summary>
    private static readonly string[] Common = ["generic", "api", "key", "curl", "auth", "basic", "user", "header", "private", "jwt", "base64"];

    /// <summary>Words in names of detectors that do not look at a key's own form.</summary>
    private static readonly string[] Contextual = ["assignment", "password", "entropy", "credential", "generic"];

    public static bool Is(string rule, string detector) =>
        rule.Split('-', '_').All(word => Common.Contains(word)) || !Contextual.Any(word => detector.Contains(word, StringComparison.Ordinal));
}
