using SaaSGate.Contracts.Proof;

namespace SaaSGate.Contracts.Evidence;

/// <summary>
/// Checks evidence offline, by nothing but the file and keys that the verifier brings: files, chains, what records commit to,
/// bridges over deletions, checkpoints, and that nothing of what is claimed is left out.
/// </summary>
public static class EvidenceVerifier
{
    private const long MostManifest = 512L * 1024 * 1024, MostFile = 64L * 1024 * 1024 * 1024;

    // A file that grew a little is read to its end, so that it can be told what in it was changed.
    private const long Slack = 1024 * 1024;

    /// <summary>Verifies.</summary>
    /// <param name="file">The zip; can seek.</param>
    /// <param name="keys">Keys that are trusted. Those in the zip are not.</param>
    /// <param name="kept">Lines of checkpoints that were pushed to the verifier as they were made; null checks without. See <see cref="CheckpointLine"/>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="EvidenceException">The file is no evidence at all, or what was kept cannot be read or is another organisation's.</exception>
    public static EvidenceVerdict Verify(Stream file, IReadOnlyList<PublicKey> keys, IEnumerable<string>? kept, CancellationToken cancellationToken)
    {
        var problems = new ProblemList();
        using var archive = new EvidenceArchive(file, problems);
        if (archive.Read(EvidenceFiles.Manifest, MostManifest) is not { } document)
            throw new EvidenceException($"There is no {EvidenceFiles.Manifest} in it that could be read: this is no evidence of SaaSGate, or it was damaged.");
        if (ReadManifest(document, problems) is not { } manifest)
            return Verdict(problems, null, 0, 0, null, [], []);

        // 1. Every file is the one that the manifest names, and the manifest is signed.
        var ring = new KeyRing(keys);
        var hashes = HashFiles(archive, manifest, problems, cancellationToken);
        if (archive.Read(EvidenceFiles.Signature, PublicKey.SignatureBytes) is { } signature && ring.Objection(manifest.KeyId, manifest.MadeAt, document, signature) is { } objection)
            problems.OfFile("forged", EvidenceFiles.Manifest, $"The manifest {objection}");

        // 2. What was signed over the chains.
        var checkpoints = new CheckpointCheck(manifest, ring, problems);
        checkpoints.Run(Lines(archive, manifest, EvidenceFiles.Checkpoints, cancellationToken));

        // 3. What was signed is what the verifier saw at the time.
        var keeping = kept is null ? null : new KeptCheck(manifest, checkpoints, ring, problems);
        keeping?.Run(kept!);

        // 4. The chains, and what their records commit to.
        var index = new RecordIndex();
        foreach (var line in Lines(archive, manifest, EvidenceFiles.Records, cancellationToken))
            if (RecordLine.Read(line) is { } record)
                index.Add(record);
        using var content = new LineCursor(Lines(archive, manifest, EvidenceFiles.Content, cancellationToken), EvidenceFiles.Content, problems);
        using var findings = new LineCursor(Lines(archive, manifest, EvidenceFiles.Findings, cancellationToken), EvidenceFiles.Findings, problems);
        var chains = new ChainCheck(manifest, checkpoints, index, new(content, findings, hashes, index, problems), problems);
        chains.Run(Lines(archive, manifest, EvidenceFiles.Records, cancellationToken));
        content.Finish();
        findings.Finish();

        foreach (var session in manifest.Scope.Sessions.Except(manifest.Sessions.Select(session => session.SessionId)))
            problems.OfRecord("missing", session, 1, $"Session {session} is missing: the evidence is said to be of it.");
        return Verdict(problems, manifest, chains.Count, hashes.Count, keeping?.Result, [.. ring.Used], index.Deletions);
    }

    private static EvidenceVerdict Verdict(
        ProblemList problems, EvidenceManifest? manifest, long records, int files, (long, long)? kept, IReadOnlyList<string> keys, IReadOnlyList<EvidenceDeletion> deletions) => new()
        {
            Problems = problems.InOrder,
            Organisation = manifest?.OrganisationId ?? "",
            MadeAt = manifest is null ? "" : Recording.CanonicalJson.Time(manifest.MadeAt),
            Scope = manifest?.Scope.Describe() ?? "",
            Sessions = manifest?.Sessions.Count ?? 0,
            Records = records,
            Files = files,
            Checkpoints = (manifest?.Checkpoints.From ?? 0, manifest?.Checkpoints.To ?? 0),
            Kept = kept,
            Keys = keys,
            Deletions = deletions,
        };

    private static EvidenceManifest? ReadManifest(byte[] document, ProblemList problems)
    {
        try
        {
            var manifest = EvidenceManifest.Read(document);
            if (manifest.Sessions.DistinctBy(session => session.SessionId).Count() == manifest.Sessions.Count)
                return manifest;
        }
        catch (FormatException)
        {
            // Told below.
        }

        problems.OfFile("changed", EvidenceFiles.Manifest, $"{EvidenceFiles.Manifest} cannot be read: it was changed, or another version of SaaSGate made it.");
        return null;
    }

    private static Dictionary<string, byte[]> HashFiles(EvidenceArchive archive, EvidenceManifest manifest, ProblemList problems, CancellationToken cancellationToken)
    {
        var hashes = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var file in manifest.Files)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!EvidenceFiles.IsPlain(file.Name) || hashes.ContainsKey(file.Name))
                problems.OfFile("changed", EvidenceFiles.Manifest, "The manifest names a file twice, or by a name that no evidence has.");
            else if (archive.Hash(file.Name, Math.Clamp(file.Size, 0, MostFile) + Slack) is { } found)
            {
                hashes[file.Name] = found.Sha256;
                if (found.Size != file.Size || !found.Sha256.AsSpan().SequenceEqual(file.Sha256))
                    problems.OfFile("changed", file.Name, $"{file.Name} was changed: it is not the file that the manifest names.");
            }
        }

        foreach (var name in archive.Names.Where(name => name is not (EvidenceFiles.Manifest or EvidenceFiles.Signature)).Except(manifest.Files.Select(file => file.Name)).Take(10))
            problems.OfFile("added", name, $"{name} was added: the manifest does not name it.");
        return hashes;
    }

    private static IEnumerable<ReadOnlyMemory<byte>> Lines(EvidenceArchive archive, EvidenceManifest manifest, string name, CancellationToken cancellationToken)
    {
        var size = manifest.Files.FirstOrDefault(file => file.Name == name)?.Size ?? 0;
        foreach (var line in archive.Lines(name, Math.Clamp(size, 0, MostFile) + Slack))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return line;
        }
    }
}
