using System.Text.RegularExpressions;

namespace SaaSGate.Contracts.Evidence;

/// <summary>Names of the files in an evidence zip.</summary>
public static partial class EvidenceFiles
{
    /// <summary>What it is, what it claims to hold, and the hash of every other file: canonical JSON.</summary>
    public const string Manifest = "manifest.json";

    /// <summary>Signature of the manifest, 64 bytes.</summary>
    public const string Signature = "manifest.sig";

    /// <summary>Records by session and sequence, each a line <c>{"hash":…,"record":…}</c>.</summary>
    public const string Records = "records.jsonl";

    /// <summary>Which files and salts stand behind the records' commitments, a line an exchange.</summary>
    public const string Content = "content.jsonl";

    /// <summary>What was found, a line an exchange that has findings.</summary>
    public const string Findings = "findings.jsonl";

    /// <summary>Checkpoints with their leaves and signatures.</summary>
    public const string Checkpoints = "checkpoints.jsonl";

    /// <summary>The installation's public keys, to look at: whoever verifies brings their own.</summary>
    public const string Keys = "keys.json";

    /// <summary>For people.</summary>
    public const string Report = "report.html";

    /// <summary>How to verify.</summary>
    public const string Readme = "README.txt";

    private const int LongestName = 160;

    /// <summary>A content block.</summary>
    /// <param name="hash">SHA-256 of its bytes.</param>
    public static string Block(byte[] hash) => $"blocks/{Convert.ToHexStringLower(hash)}";

    /// <summary>A request without its blocks.</summary>
    public static string Skeleton(string exchangeId) => $"exchanges/{exchangeId}/skeleton";

    /// <summary>A response.</summary>
    public static string Response(string exchangeId) => $"exchanges/{exchangeId}/response";

    /// <summary>When a response's pieces came.</summary>
    public static string Timing(string exchangeId) => $"exchanges/{exchangeId}/timing";

    /// <summary>Whether a name may stand in a zip: no way out of any folder, no character that a shell or file system takes for something else.</summary>
    public static bool IsPlain(string name) => name.Length <= LongestName && Plain().IsMatch(name);

    [GeneratedRegex("^[A-Za-z0-9_][A-Za-z0-9_.-]*(/[A-Za-z0-9_][A-Za-z0-9_.-]*)*$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Plain();
}
