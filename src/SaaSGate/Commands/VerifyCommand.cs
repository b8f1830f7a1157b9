using System.CommandLine;
using System.Text.Json;
using SaaSGate.Contracts.Evidence;
using SaaSGate.Contracts.Proof;

namespace SaaSGate.Commands;

/// <summary><c>saasgate verify</c>: checks evidence offline, against keys that the verifier brings.</summary>
internal sealed class VerifyCommand : Command
{
    /// <summary>Exit code where evidence or key could not be read, or an option is wrong.</summary>
    public const int Failed = 2;

    private const int Verified = 0, Wrong = 1, MostKeyBytes = 1024 * 1024, MostShown = 10;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Argument<string> _evidence = new("EVIDENCE") { Description = "The zip." };
    private readonly Option<string[]> _keys = new("--key")
    {
        Description = "A file with trusted keys: PEM, or the key history that the installation publishes at /.well-known/saasgate-keys. Get it by a way you trust; may be given several times.",
        Required = true,
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<string[]> _kept = new("--checkpoints")
    {
        Description = "A file with checkpoints that the installation pushed to a place of your own, one or an array of them a line; may be given several times. "
            + "History that was written anew is caught by them even if it is signed with the right key.",
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<bool> _json = new("--json") { Description = "Write the verdict as one JSON object." };

    public VerifyCommand()
        : base(
            "verify",
            "Check an evidence zip offline and name the first record that is missing, changed, moved or cut off. "
                + "Exit code: 0 all of it verifies, 1 something does not, 2 it could not be checked.")
    {
        Arguments.Add(_evidence);
        Options.Add(_keys);
        Options.Add(_kept);
        Options.Add(_json);
        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var path = parsed.GetValue(_evidence)!;
        try
        {
            var keys = (parsed.GetValue(_keys) ?? []).SelectMany(ReadKeys).ToList();
            await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1 << 16);
            var kept = parsed.GetValue(_kept) is { Length: > 0 } files ? files.SelectMany(File.ReadLines) : null;
            var verdict = EvidenceVerifier.Verify(file, keys, kept, cancellation);
            if (parsed.GetValue(_json))
                Console.WriteLine(JsonSerializer.Serialize(Shown(verdict), Json));
            else
                Print(Console.Out, path, verdict);
            return verdict.Verified ? Verified : Wrong;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync("Stopped. Nothing was found out.");
            return Failed;
        }
        catch (Exception problem) when (problem is EvidenceException or IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync(problem is EvidenceException ? $"{path}: {problem.Message}" : problem.Message);
            return Failed;
        }
    }

    private static IReadOnlyList<PublicKey> ReadKeys(string path)
    {
        if (new FileInfo(path) is { Exists: true, Length: > MostKeyBytes })
            throw new EvidenceException($"The key file {path} is too large to be one.");
        try
        {
            return KeyHistory.Read(File.ReadAllBytes(path));
        }
        catch (FormatException malformed)
        {
            throw new EvidenceException($"The key file {path} cannot be used. {malformed.Message}", malformed);
        }
    }

    private static object Shown(EvidenceVerdict verdict) => new
    {
        verdict.Verified,
        verdict.Organisation,
        verdict.Scope,
        verdict.MadeAt,
        verdict.Sessions,
        verdict.Records,
        verdict.Files,
        firstCheckpoint = verdict.Checkpoints.First,
        lastCheckpoint = verdict.Checkpoints.Last,
        kept = verdict.Kept is { } kept ? new { kept.Brought, kept.Agreeing } : null,
        verdict.Keys,
        verdict.Deletions,
        verdict.Problems,
    };

    private static void Print(TextWriter output, string path, EvidenceVerdict verdict)
    {
        output.WriteLine(verdict.Verified ? $"{path}: all of it verifies." : $"{path}: DOES NOT VERIFY.");
        if (!verdict.Verified)
            output.WriteLine($"  First: {verdict.Problems[0].Message}");
        foreach (var problem in verdict.Problems.Skip(1).Take(MostShown))
            output.WriteLine($"  Then:  {problem.Message}");
        if (verdict.Problems.Count > MostShown + 1)
            output.WriteLine($"  And {verdict.Problems.Count - MostShown - 1} more; --json lists them.");
        if (verdict.Organisation.Length == 0)
            return;
        output.WriteLine($"  Claims {verdict.Scope} of {verdict.Organisation}, made {verdict.MadeAt}.");
        output.WriteLine($"  {verdict.Sessions} sessions, {verdict.Records} records, {verdict.Files} files, checkpoints {verdict.Checkpoints.First} to {verdict.Checkpoints.Last}.");
        if (verdict.Kept is { } kept)
            output.WriteLine($"  {kept.Agreeing} of the {kept.Brought} checkpoints that you kept are in it and the same.");
        output.WriteLine(verdict.Keys.Count == 0 ? "  Signed by none of your keys." : $"  Signed by {string.Join(", ", verdict.Keys)}.");
        foreach (var deletion in verdict.Deletions.Take(MostShown))
            output.WriteLine($"  Deleted in session {deletion.SessionId}: {deletion.What}, {deletion.At}, reason {deletion.Reason}{(deletion.Note is null ? "" : $" ({deletion.Note})")}.");
        if (verdict.Deletions.Count > MostShown)
            output.WriteLine($"  And {verdict.Deletions.Count - MostShown} more deletions; --json lists them.");
    }
}
