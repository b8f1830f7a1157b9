namespace SaaSGate.Contracts.Evidence;

/// <summary>A file of an evidence zip.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Size">Its bytes.</param>
/// <param name="Sha256">Their hash.</param>
public sealed record EvidenceFileEntry(string Name, long Size, byte[] Sha256);
