using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using SaaSGate.Contracts.Evidence;
using SaaSGate.Contracts.Ids;
using SaaSGate.ControlPlane.Live;
using SaaSGate.ControlPlane.Proof;
using SaaSGate.Postgres.Evidence;

namespace SaaSGate.ControlPlane.Evidence;

/// <summary>Makes evidence, from its start each time: a checkpoint first, then the zip in a file that nobody else sees, then its chunks.</summary>
internal sealed partial class EvidenceWork(
    EvidenceStore store, EvidenceSource source, CheckpointMaker checkpoints, SigningKeys keys, LiveNotices notices, TimeProvider clock, ILogger<EvidenceWork> logger)
{
    private const int MostAttempts = 5;
    private const string DeletedMeanwhile = "Records are deleted all the time in this scope. Try again later.";

    /// <summary>Returns when there is nothing more to do: the evidence is ready, has failed, or is gone.</summary>
    public async Task RunAsync(Id<Organisation> organisation, Id<EvidenceExport> id, CancellationToken cancellationToken)
    {
        var isOutdated = false;
        while (await store.BeginAsync(organisation, id, cancellationToken) is { } job)
            isOutdated = !await MakeAsync(organisation, id, job, isOutdated, cancellationToken);
    }

    /// <returns>False when something of it was deleted before it was ready: then it is to be made anew.</returns>
    private async Task<bool> MakeAsync(Id<Organisation> organisation, Id<EvidenceExport> id, EvidenceJob job, bool wasOutdated, CancellationToken cancellationToken)
    {
        if (job.Attempts > MostAttempts)
        {
            var reason = wasOutdated ? DeletedMeanwhile : "It failed again and again. Your operator finds the reason in the log.";
            notices.FeedAdvanced(await store.FailAsync(organisation, id, reason, cancellationToken));
            return true;
        }

        using var document = JsonDocument.Parse(job.Scope);
        var scope = EvidenceScope.Read(document.RootElement);
        await using var zip = Scratch();
        var (problem, sessions) = await WriteAsync(organisation, id, scope, job, zip, cancellationToken);
        if (problem is not null)
        {
            notices.FeedAdvanced(await store.FailAsync(organisation, id, problem, cancellationToken));
            return true;
        }

        if (await KeepAsync(organisation, id, zip, sessions, cancellationToken))
            return true;
        Log.Outdated(logger, id.Value, organisation.Value, job.Attempts);
        return false;
    }

    /// <returns>Why it cannot be made, null when it is; and what is in it.</returns>
    private async Task<(string? Problem, IReadOnlyList<EvidenceSession> Sessions)> WriteAsync(
        Id<Organisation> organisation, Id<EvidenceExport> id, EvidenceScope scope, EvidenceJob job, FileStream zip, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < MostAttempts; attempt++)
        {
            // What is in the zip is signed: everything up to now is under a checkpoint, and nothing later is in it.
            await checkpoints.MakeAsync(organisation, cancellationToken);
            using var signer = await keys.CurrentAsync(cancellationToken);
            var history = await keys.HistoryAsync(cancellationToken);
            zip.SetLength(0);
            IReadOnlyList<EvidenceSession> sessions = [];
            var madeAt = DateTimeOffset.MinValue;
            var outcome = await source.ReadAsync(organisation, scope, async (plan, reader) =>
            {
                if (plan is null)
                    return "Nothing was recorded in this time.";
                sessions = plan.Sessions;
                madeAt = await new EvidenceZip(reader, plan, clock.GetUtcNow()).WriteAsync(
                    new(id.Value, organisation.Value, scope, job.RequestedByName), zip, Scratch, history, signer,
                    done => store.ProgressAsync(organisation, id, done, plan.Sessions.Count, cancellationToken), cancellationToken);
                return "";
            }, cancellationToken);

            // The key does not cease before what it signed. Where it has meanwhile, the next one signs.
            if (outcome is { Length: 0 } && !await keys.HasSignedAsync(signer, madeAt, cancellationToken))
                continue;
            if (outcome is not null)
                return (outcome.Length == 0 ? null : outcome, sessions);
        }

        return (DeletedMeanwhile, []);
    }

    /// <returns>False when something of it was deleted meanwhile.</returns>
    private async Task<bool> KeepAsync(Id<Organisation> organisation, Id<EvidenceExport> id, FileStream zip, IReadOnlyList<EvidenceSession> sessions, CancellationToken cancellationToken)
    {
        zip.Position = 0;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var chunk = new byte[EvidenceStore.ChunkBytes];
        for (var ordinal = 0; await zip.ReadAtLeastAsync(chunk, chunk.Length, throwOnEndOfStream: false, cancellationToken) is > 0 and var read; ordinal++)
        {
            hash.AppendData(chunk, 0, read);
            await store.AddChunkAsync(organisation, id, ordinal, chunk[..read], cancellationToken);
        }

        if (await store.FinishAsync(organisation, id, zip.Length, hash.GetHashAndReset(), sessions, cancellationToken) is not { } feeds)
            return false;
        notices.FeedAdvanced(feeds);
        return true;
    }

    /// <summary>A file that goes with its stream, readable by this user alone.</summary>
    private static FileStream Scratch()
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Options = FileOptions.DeleteOnClose };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new(Path.Combine(Path.GetTempPath(), $"saasgate-evidence-{Guid.NewGuid():n}"), options);
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Something of evidence {Evidence} of {Organisation} was deleted while it was made, at attempt {Attempt}; it is made anew.")]
        public static partial void Outdated(ILogger logger, string evidence, string organisation, int attempt);
    }
}
