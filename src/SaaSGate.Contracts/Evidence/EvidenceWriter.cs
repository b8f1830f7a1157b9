using System.IO.Compression;
using System.Security.Cryptography;
using SaaSGate.Contracts.Proof;
using SaaSGate.Contracts.Recording;

namespace SaaSGate.Contracts.Evidence;

/// <summary>Writes an evidence zip. Records, content and findings come by session and sequence, checkpoints by number.</summary>
public sealed class EvidenceWriter : IDisposable
{
    private readonly ZipArchive _zip;
    private readonly DateTimeOffset _at;
    private readonly Dictionary<string, EvidenceFileEntry> _files = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Stream> _lines;

    /// <param name="output">Where the zip goes; stays open.</param>
    /// <param name="scratch">Gives empty streams in which lines are collected; the writer disposes them.</param>
    /// <param name="at">When the evidence is made.</param>
    public EvidenceWriter(Stream output, Func<Stream> scratch, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(scratch);
        _zip = new(output, ZipArchiveMode.Create, leaveOpen: true);
        _at = at;
        string[] names = [EvidenceFiles.Records, EvidenceFiles.Content, EvidenceFiles.Findings, EvidenceFiles.Checkpoints, EvidenceFiles.Report];
        _lines = names.ToDictionary(name => name, _ => scratch());
    }

    /// <summary>Where the report is written.</summary>
    public Stream Report => _lines[EvidenceFiles.Report];

    /// <summary>Adds a file, unless one of its name is there: blocks are shared.</summary>
    /// <returns>Its name.</returns>
    public string AddFile(string name, ReadOnlySpan<byte> content)
    {
        if (!_files.TryAdd(name, new(name, content.Length, SHA256.HashData(content))))
            return name;
        using var entry = Open(name);
        entry.Write(content);
        return name;
    }

    /// <summary>Adds a record of a chain.</summary>
    /// <param name="hash">Its link.</param>
    /// <param name="record">Its canonical bytes.</param>
    public void AddRecord(byte[] hash, byte[] record) => _lines[EvidenceFiles.Records].Write(RecordLine.Write(hash, record));

    /// <summary>Adds what stands behind a record's commitments to its bodies.</summary>
    /// <param name="session">The record's session.</param>
    /// <param name="sequence">Its place.</param>
    /// <param name="salts">The exchange's.</param>
    /// <param name="skeleton">File of the request's skeleton.</param>
    /// <param name="blocks">Its blocks, in order; file and salt are null of one that was deleted.</param>
    /// <param name="response">Files of the response and its timing; null of an exchange that is open.</param>
    public void AddContent(
        string session, long sequence, ExchangeSalts salts, string skeleton, IEnumerable<(byte[] Commitment, string? File, byte[]? Salt)> blocks, (string Body, string Timing)? response) =>
        AddLine(EvidenceFiles.Content, new()
        {
            { "session", session },
            { "sequence", CanonicalJson.Count(sequence) },
            { "skeleton", new CanonicalObject { { "file", skeleton }, { "salt", salts.Skeleton.ToArray() } } },
            { "blocks", blocks.Select(block => new CanonicalObject { { "commitment", block.Commitment }, { "file", block.File }, { "salt", block.Salt } }) },
            { "response", response is { } files ? new CanonicalObject { { "file", files.Body }, { "timing", files.Timing }, { "salt", salts.Response.ToArray() } } : null },
        });

    /// <summary>Adds what was found in an exchange.</summary>
    public void AddFindings(string session, long sequence, ExchangeSalts salts, IEnumerable<RecordedFinding> request, IEnumerable<RecordedFinding> response) =>
        AddLine(EvidenceFiles.Findings, new()
        {
            { "session", session },
            { "sequence", CanonicalJson.Count(sequence) },
            { "salt", salts.Findings.ToArray() },
            { "request", request.Select(finding => finding.ToCanonical()) },
            { "response", response.Select(finding => finding.ToCanonical()) },
        });

    /// <summary>Adds a checkpoint.</summary>
    /// <param name="document">As it was signed.</param>
    /// <param name="signature">The signature.</param>
    /// <param name="leaves">Its leaves in their order; null leaves them out.</param>
    public void AddCheckpoint(byte[] document, byte[] signature, IEnumerable<CheckpointLeaf>? leaves) =>
        _lines[EvidenceFiles.Checkpoints].Write([.. CheckpointLine.Write(document, signature, leaves), (byte)'\n']);

    /// <summary>Writes the lines, the manifest and its signature.</summary>
    /// <param name="manifest">The manifest; its files and its key are set here.</param>
    /// <param name="signer">The present key.</param>
    public void Finish(EvidenceManifest manifest, Signer signer)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        ArgumentNullException.ThrowIfNull(signer);
        foreach (var (name, lines) in _lines)
        {
            lines.Position = 0;
            _files[name] = new(name, lines.Length, SHA256.HashData(lines));
            lines.Position = 0;
            using var entry = Open(name);
            lines.CopyTo(entry);
        }

        var document = (manifest with { Files = [.. _files.Values.OrderBy(file => file.Name, StringComparer.Ordinal)], KeyId = signer.KeyId }).ToDocument();
        using (var entry = Open(EvidenceFiles.Manifest))
            entry.Write(document);
        using (var entry = Open(EvidenceFiles.Signature))
            entry.Write(signer.Sign(document));
        _zip.Dispose();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _zip.Dispose();
        foreach (var lines in _lines.Values)
            lines.Dispose();
    }

    private void AddLine(string file, CanonicalObject line) => _lines[file].Write([.. CanonicalJson.Write(line), (byte)'\n']);

    private Stream Open(string name)
    {
        var entry = _zip.CreateEntry(name, CompressionLevel.Optimal);
        entry.LastWriteTime = _at;
        return entry.Open();
    }
}
