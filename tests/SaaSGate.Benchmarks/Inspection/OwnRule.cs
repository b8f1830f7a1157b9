namespace SaaSGate.Benchmarks.Inspection;

/// <summary>
/// Whether a finding is what a published rule would have found. It is where the rule looks for any secret, where the detector
/// names no service, or where both name the same one.
/// </summary>
internal static class OwnRule
{
    /// <summary>Words that name no service.</summary>
    private static readonly string[] Common =
        ["api", "key", "keys", "token", "access", "secret", "secrets", "client", "id", "user", "auth", "app", "bot", "generic", "service", "account", "reference", "config", "legacy", "test",
            "pat", "ad", "long", "short", "lived", "header", "cloud", "organization"];

    public static bool Is(string rule, string detector)
    {
        var (service, named) = (Names(rule), Names(detector));
        return service.Count == 0 || named.Count == 0 || service.Overlaps(named);
    }

    private static HashSet<string> Names(string name) => [.. name.ToLowerInvariant().Split('-', '_').Where(word => !Common.Contains(word))];
}
