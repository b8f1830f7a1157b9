using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using SaaSGate.Contracts.Evidence;
using SaaSGate.Contracts.Proof;
using SaaSGate.Contracts.Recording;

namespace SaaSGate.Contracts.Tests.Evidence;

/// <summary>
/// History of two sessions under three checkpoints, written as evidence: <c>ses_a</c> has five records (one opened), <c>ses_b</c>
/// two. What is done to it in between is up to the test.
/// </summary>
internal sealed class EvidenceCase : IDisposable
{
    public const string Organisation = "org_a";
    private static readonly DateTimeOffset Start = new(2026, 11, 1, 10, 0, 0, TimeSpan.Zero);

    public EvidenceCase()
    {
        foreach (var turn in Enumerable.Range(1, 4))
            AddExchange("ses_a", $"exc_a{turn}", opened: turn == 3, finds: turn == 2);
        Check("ses_a");
        AddExchange("ses_b", "exc_b1");
        AddExchange("ses_b", "exc_b2");
        Check("ses_b");
    }

    public Signer Signer { get; init; } = Signer.Create();

    public Dictionary<string, List<(byte[] Hash, byte[] Record)>> Chains { get; } = new(StringComparer.Ordinal);

    /// <summary>By (session, sequence), so that a test can take one away.</summary>
    public SortedDictionary<(string, long), Action<EvidenceWriter>> Content { get; } = [];

    public SortedDictionary<(string, long), Action<EvidenceWriter>> Findings { get; } = [];

    public List<(byte[] Document, byte[] Signature, List<CheckpointLeaf> Leaves)> Checkpoints { get; } = [];

    /// <summary>Commitments of the blocks of each request.</summary>
    public Dictionary<(string, long), byte[][]> Blocks { get; } = [];

    /// <summary>Commitments of blocks that a deletion has taken.</summary>
    public HashSet<string> BlocksGone { get; } = [];

    /// <summary>Bodies that a deletion has taken.</summary>
    public HashSet<(string, long)> Deleted { get; } = [];

    public void AddExchange(string session, string exchange, bool opened = false, bool finds = false)
    {
        var salts = ExchangeSalts.Create();
        byte[][] blocks = [Encoding.UTF8.GetBytes("\"always\""), Encoding.UTF8.GetBytes($"\"only {exchange}\"")];
        byte[][] blockSalts = [.. blocks.Select(_ => RandomNumberGenerator.GetBytes(16))];
        byte[] skeleton = [.. "{\0,\0}"u8], body = Encoding.UTF8.GetBytes($"answer {exchange}"), timing = [9, 1];
        byte[][] commitments = [.. blocks.Zip(blockSalts, (block, salt) => Commitment.OfBlock(salt, SHA256.HashData(block)))];
        RecordedFinding[] found = finds ? [new("EMAIL", "email", "/messages/0", 1, 5, 0.9f, "[EMAIL_7KQ2]", null, null)] : [];
        var request = RequestOf(exchange, Commitment.OfRequest(Commitment.OfSkeleton(salts.Skeleton, skeleton), commitments), Commitment.OfFindings(salts.Findings, found));
        if (opened)
            Append(session, place => ChainRecord.Opened(place, request));
        var sequence = Append(session, place => ChainRecord.Exchange(place, request, ResponseOf(Commitment.OfResponse(salts.Response, body, timing), body.Length)));

        Blocks[(session, sequence)] = commitments;
        Content[(session, sequence)] = writer => writer.AddContent(
            session, sequence, salts, writer.AddFile(EvidenceFiles.Skeleton(exchange), skeleton),
            blocks.Select((block, i) => BlocksGone.Contains(Convert.ToHexStringLower(commitments[i]))
                ? (commitments[i], (string?)null, (byte[]?)null)
                : (commitments[i], writer.AddFile(EvidenceFiles.Block(SHA256.HashData(block)), block), blockSalts[i])).ToList(),
            (writer.AddFile(EvidenceFiles.Response(exchange), body), writer.AddFile(EvidenceFiles.Timing(exchange), timing)));
        if (finds)
            Findings[(session, sequence)] = writer => writer.AddFindings(session, sequence, salts, found, []);
    }

    /// <summary>Puts a record at a chain's end.</summary>
    public long Append(string session, Func<ChainPlace, CanonicalObject> record)
    {
        if (!Chains.TryGetValue(session, out var chain))
            Chains[session] = chain = [];
        var bytes = CanonicalJson.Write(record(new(Organisation, session, chain.Count + 1)));
        chain.Add((Commitment.OfLink(chain.Count == 0 ? Commitment.Genesis : chain[^1].Hash, bytes), bytes));
        return chain.Count;
    }

    /// <summary>Deletes records of a session and says so.</summary>
    public void Delete(string session, DeletionFacts deletion) => Append(session, place => ChainRecord.Deletion(place, deletion));

    public ChainBridge Bridge(string session, long from, long to) =>
        new(new(from, to), from == 1 ? Commitment.Genesis : Chains[session][(int)from - 2].Hash, Chains[session][(int)to - 1].Hash);

    /// <summary>A checkpoint over the heads of sessions.</summary>
    public void Check(params string[] sessions)
    {
        List<CheckpointLeaf> leaves = [.. sessions.Order(StringComparer.Ordinal).Select(session => new CheckpointLeaf(session, Chains[session].Count, Chains[session][^1].Hash))];
        var document = Checkpoint.Over(
            leaves, Organisation, Checkpoints.Count + 1, Start.AddMinutes(Checkpoints.Count), Checkpoints.Count == 0 ? Commitment.Genesis : Checkpoint.HashOf(Checkpoints[^1].Document),
            Signer.KeyId).ToDocument();
        Checkpoints.Add((document, Signer.Sign(document), leaves));
    }

    /// <summary>The zip. Records are those of the chains unless a test gives others.</summary>
    public byte[] Write(IEnumerable<(byte[] Hash, byte[] Record)>? records = null, Func<EvidenceManifest, EvidenceManifest>? change = null, Signer? signer = null)
    {
        using var output = new MemoryStream();
        using var writer = new EvidenceWriter(output, () => new MemoryStream(), Start);
        foreach (var (hash, record) in records ?? Chains.OrderBy(chain => chain.Key, StringComparer.Ordinal).SelectMany(chain => chain.Value))
            writer.AddRecord(hash, record);
        foreach (var (place, add) in Content)
            if (!Deleted.Contains(place))
                add(writer);
        foreach (var add in Findings.Values)
            add(writer);
        foreach (var (document, signature, leaves) in Checkpoints)
            writer.AddCheckpoint(document, signature, leaves);
        writer.AddFile(EvidenceFiles.Readme, "Read me."u8);
        writer.Report.Write("<p>Look."u8);
        var manifest = new EvidenceManifest
        {
            Id = "evd_a",
            OrganisationId = Organisation,
            MadeAt = Start.AddHours(1),
            Scope = new(EvidenceScope.OrganisationKind, [], null, Start, Start.AddHours(1)),
            Sessions = [.. Chains.Select(chain => new EvidenceSession(chain.Key, chain.Value.Count))],
            Checkpoints = new(1, Checkpoints.Count),
            Complete = new(1, Checkpoints.Count),
            Files = [],
            KeyId = "",
        };
        writer.Finish(change?.Invoke(manifest) ?? manifest, signer ?? Signer);
        return output.ToArray();
    }

    public EvidenceVerdict Verify(byte[] zip, params Signer[] keys) => VerifyBy(zip, keys.Length == 0 ? [Signer] : keys);

    public static EvidenceVerdict VerifyBy(byte[] zip, params Signer[] keys)
    {
        using var file = new MemoryStream(zip);
        return EvidenceVerifier.Verify(file, [.. keys.Select(key => PublicKey.Of(key.PublicKey))], null, CancellationToken.None);
    }

    /// <summary>Verifies with checkpoints that were kept.</summary>
    public EvidenceVerdict VerifyAgainst(IEnumerable<string> kept, byte[] zip)
    {
        using var file = new MemoryStream(zip);
        return EvidenceVerifier.Verify(file, [PublicKey.Of(Signer.PublicKey)], kept, CancellationToken.None);
    }

    /// <summary>The checkpoints as they are pushed.</summary>
    public List<string> Pushed() => Checkpoints.ConvertAll(checkpoint => Encoding.UTF8.GetString(CheckpointLine.Write(checkpoint.Document, checkpoint.Signature, checkpoint.Leaves)));

    /// <summary>The zip with one file's bytes changed; all else, hashes in the manifest too, stays.</summary>
    public static byte[] Change(byte[] zip, string name, Func<byte[], byte[]?> change)
    {
        using var output = new MemoryStream();
        using (var from = new ZipArchive(new MemoryStream(zip)))
        using (var to = new ZipArchive(output, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var entry in from.Entries)
            {
                using var content = new MemoryStream();
                using (var stream = entry.Open())
                    stream.CopyTo(content);
                if ((entry.FullName == name ? change(content.ToArray()) : content.ToArray()) is not { } changed)
                    continue;
                using var target = to.CreateEntry(entry.FullName, CompressionLevel.NoCompression).Open();
                target.Write(changed);
            }
        }

        return output.ToArray();
    }

    public void Dispose() => Signer.Dispose();

    private static RequestFacts RequestOf(string exchange, byte[] commitment, byte[]? findings) => new()
    {
        ExchangeId = exchange,
        StartedAt = Start,
        SkillId = "skl_a",
        SkillKeyId = null,
        OwnerUserId = "usr_a",
        ConnectionId = "con_a",
        GatewayId = "gtw_a",
        RegionId = "reg_a",
        Method = "POST",
        Path = "/v1/messages",
        Query = "",
        Headers = new Dictionary<string, string>(),
        Model = "m",
        Streaming = false,
        ContentType = null,
        RequestBytes = 1,
        TraceParent = null,
        ParentExchangeId = null,
        Decision = "allow",
        Rule = null,
        PolicyId = null,
        PolicyVersion = null,
        Severity = null,
        RequestDigest = null,
        RequestCommitment = commitment,
        RequestFindings = findings,
    };

    private static ResponseFacts ResponseOf(byte[] commitment, int bytes) => new()
    {
        EndedAt = Start,
        ApprovalId = null,
        Status = 200,
        ContentType = null,
        Headers = null,
        UpstreamRequestId = null,
        ResponseStartedAt = null,
        ResponseBytes = bytes,
        ResponseCommitment = commitment,
        ResponseFindings = null,
        Outcome = "completed",
        Problem = null,
        ErrorType = null,
        StopReason = null,
        InputTokens = 1,
        OutputTokens = 1,
        CacheReadTokens = 0,
        CacheCreationTokens = 0,
    };
}
