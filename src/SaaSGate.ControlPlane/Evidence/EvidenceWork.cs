using System.Security.Cryptography;
using System.Text.Json;
using SaaSGate.Contracts.Evidence;
using SaaSGate.Contracts.Ids;
using SaaSGate.ControlPlane.Live;
using SaaSGate.ControlPlane.Proof;
using SaaSGate.Postgres.Evidence;

namespace SaaSGate.ControlPlane.Evidence;

/// <summary>Makes evidence, from its start each time: a checkpoint first, then the zip in a file that nobody else sees, then its chunks.</summary>
internal sealed class EvidenceWork(EvidenceStore store, EvidenceSource source, CheckpointMaker checkpoints, SigningKeys keys, LiveNotices notices, TimeProvider clock)
{
    private const int MostAttempts = 5;

    /// <summary>Returns when there is nothing more to do: the evidence is ready, has failed, or is gone.</summary>
    public async Task RunAsync(Id<Organisation> organisation, Id<EvidenceExport> id, CancellationToken cancellationToken)
    {
        while (await store.BeginAsync(organisation, id, cancellationToken) is { } job)
            await MakeAsync(organisation, id, job, cancellationToken);
    }

    private async Task MakeAsync(Id<Organisation> organisation, Id<EvidenceExport> id, EvidenceJob job, CancellationToken cancellationToken)
    {
        if (job.Attempts > MostAttempts)
        {
            notices.FeedAdvanced(await store.FailAsync(organisation, id, "It failed again and again. Your operator finds the reason in the log.", cancellationToken));
            return;
        }

        using var document = JsonDocument.Parse(job.Scope);
        var scope = EvidenceScope.Read(document.RootElement);
        await using var zip = Scratch();
        var (problem, sessions) = await WriteAsync(organisation, id, scope, job, zip, cancellationToken);
        if (problem is not null)
        {
            notices.FeedAdvanced(await store.FailAsync(organisation, id, problem, cancellationToken));
            return;
        }

        await KeepAsync(organisation, id, zip, sessions, cancellationToken);
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
            var outcome = await source.ReadAsync(organisation, scope, async (plan, reader) =>
            {
                if (plan is null)
                    return "Nothing was recorded in this time.";
                sessions = plan.Sessions;
                await new EvidenceZip(reader, plan, clock.GetUtcNow()).WriteAsync(
                    new(id.Value, organisation.Value, scope, job.RequestedByName), zip, Scratch, history, signer,
                    done => store.ProgressAsync(organisation, id, done, plan.Sessions.Count, cancellationToken), cancellationToken);
                return "";
            }, cancellationToken);
            if (outcome is not null)
                return (outcome.Length == 0 ? null : outcome, sessions);
        }

        return ("Records are deleted all the time in this scope. Try again later.", []);
    }

    private async Task KeepAsync(Id<Organisation> organisation, Id<EvidenceExport> id, FileStream zip, IReadOnlyList<EvidenceSession> sessions, CancellationToken cancellationToken)
    {
        zip.Position = 0;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var chunk = new byte[EvidenceStore.ChunkBytes];
        for (var ordinal = 0; await zip.ReadAtLeastAsync(chunk, chunk.Length, throwOnEndOfStream: false, cancellationToken) is > 0 and var read; ordinal++)
        {
            hash.AppendData(chunk, 0, read);
            await store.AddChunkAsync(organisation, id, ordinal, chunk[..read], cancellationToken);
        }

        notices.FeedAdvanced(await store.FinishAsync(organisation, id, zip.Length, hash.GetHashAndReset(), sessions, cancellationToken) ?? []);
    }

    /// <summary>A file that goes with its stream, readable by this user alone.</summary>
    private static FileStream Scratch()
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Options = FileOptions.DeleteOnClose };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new(Path.Combine(Path.GetTempPath(), $"saasgate-evidence-{Guid.NewGuid():n}"), options);
    }
}
