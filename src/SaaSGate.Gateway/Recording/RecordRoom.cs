namespace SaaSGate.Gateway.Recording;

/// <summary>How much of the spool records take, in bytes: what is reserved before they are written.</summary>
internal static class RecordRoom
{
    /// <summary>The last record of an exchange without its findings but with the incidents that it opens, and an error event before it.</summary>
    public const long End = 16 * 1024;

    /// <summary>A record that says only of which exchange it is.</summary>
    public const long StillOpen = 512;

    /// <summary>One finding: its location is cut at <see cref="RecordedFinding.LongestLocation"/> and rule names are short.</summary>
    public const long Finding = 1024;

    /// <summary>One rule that matched in the answer, or one call that was kept back.</summary>
    public const long Match = 1024;

    /// <summary>One thing that was used for the first time.</summary>
    public const long Thing = 512;

    /// <summary>Findings of an answer that its record names: the first so many. What stands in the answer is masked all the same.</summary>
    public const int MostFindings = 40_000;

    /// <summary>The head of an answer: Claude's headers, which the server bounds at 64 KB.</summary>
    public const long ResponseHead = 64 * 1024;

    /// <summary>The largest record. It must fit, with others, into one message of the region link (64 MB).</summary>
    public const int Largest = 48 * 1024 * 1024;

    /// <summary>A guess that is generous: a token is a few bytes of text, and up to 256 bytes as a delta of its own.</summary>
    public static long Answer(long? maxTokens, bool stream) => ResponseHead + Math.Clamp(maxTokens ?? 4096, 0, 64_000) * (stream ? 256 : 16);
}
