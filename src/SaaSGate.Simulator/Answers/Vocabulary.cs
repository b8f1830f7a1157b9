namespace SaaSGate.Simulator.Answers;

/// <summary>The names that directives may use. A name outside is answered 400, so that a slip in a test is seen.</summary>
internal static class Vocabulary
{
    private static readonly HashSet<string> Names =
    [
        "error", "message", "retry_after", "retry", "times",
        "error_mid", "after", "truncate", "reset",
        "text", "deltas", "cut", "tool", "input", "thinking", "redacted", "block", "echo", "stop", "unknown",
        "delay", "first", "pings", "crlf", "gzip", "chunk",
        "replay", "fast", "flush",
    ];

    public static IReadOnlyCollection<string> All => Names;

    public static bool Knows(string name) => Names.Contains(name);
}
