using System.Security.Cryptography;
using SaaSGate.Contracts.RegionLink;

namespace SaaSGate.Contracts.Recording;

/// <summary>
/// What recorded history commits to. Content is hashed with random salts: who has body and salt can verify, and once both
/// are deleted the commitment tells nothing, yet the chain above it still verifies. Every hash is SHA-256 over the fields named at each
/// method, each with its length before it.
/// </summary>
public static class ExchangeCommitment
{
    /// <summary>Bytes of a salt.</summary>
    public const int SaltBytes = 16;

    /// <summary>Bytes of a commitment.</summary>
    public const int HashBytes = SHA256.HashSizeInBytes;

    /// <summary>What stands before the first link of a chain.</summary>
    public static byte[] Genesis { get; } = new byte[HashBytes];

    /// <summary>One content block: "block 1", its salt, SHA-256 of its masked bytes.</summary>
    public static byte[] OfBlock(byte[] salt, byte[] hash)
    {
        using var writer = new CommitmentWriter("block 1");
        return writer.Add(salt).Add(hash).Finish();
    }

    /// <summary>A request: "request 1", the exchange's salt, SHA-256 of the skeleton, the number of blocks and their commitments, the findings.</summary>
    public static byte[] OfRequest(byte[] salt, ReadOnlySpan<byte> skeleton, IReadOnlyCollection<byte[]> blockCommitments, IReadOnlyCollection<FindingRecord> findings)
    {
        ArgumentNullException.ThrowIfNull(blockCommitments);
        using var writer = new CommitmentWriter("request 1");
        writer.Add(salt).Add(SHA256.HashData(skeleton)).Add(blockCommitments.Count);
        foreach (var block in blockCommitments)
            writer.Add(block);
        return AddFindings(writer, findings).Finish();
    }

    /// <summary>A response: "response 1", the exchange's salt, SHA-256 of the masked body, the findings.</summary>
    public static byte[] OfResponse(byte[] salt, ReadOnlySpan<byte> body, IReadOnlyCollection<FindingRecord> findings)
    {
        using var writer = new CommitmentWriter("response 1");
        return AddFindings(writer.Add(salt).Add(SHA256.HashData(body)), findings).Finish();
    }

    /// <summary>A link of a session's chain: "exchange 1", the link before it (<see cref="Genesis"/> for the first), every fact in the order of its declaration.</summary>
    public static byte[] OfExchange(byte[] previous, ExchangeFacts facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        using var writer = new CommitmentWriter("exchange 1");
        return writer.Add(previous)
            .Add(facts.OrganisationId).Add(facts.SessionId).Add(facts.ExchangeId).Add(facts.ChainSequence).Add(facts.StartedAt).Add(facts.EndedAt)
            .Add(facts.SkillId).Add(facts.SkillKeyId).Add(facts.OwnerUserId).Add(facts.ConnectionId).Add(facts.GatewayId).Add(facts.RegionId)
            .Add(facts.Method).Add(facts.Path).Add(facts.Query).Add(facts.Model)
            .Add(facts.Decision).Add(facts.Rule).Add(facts.PolicyId).Add(facts.PolicyVersion).Add(facts.ApprovalId)
            .Add(facts.RequestDigest).Add(facts.RequestCommitment).Add(facts.Status).Add(facts.ResponseCommitment)
            .Add(facts.Outcome).Add(facts.Problem).Add(facts.ErrorType).Add(facts.StopReason).Add(facts.InputTokens).Add(facts.OutputTokens)
            .Finish();
    }

    /// <summary>
    /// Their number, then of each: type, detector, location, start, end, score, label, fingerprint, rule, direction.
    /// The score is the bits of its IEEE 754 single; what is absent is empty here.
    /// </summary>
    private static CommitmentWriter AddFindings(CommitmentWriter writer, IReadOnlyCollection<FindingRecord> findings)
    {
        ArgumentNullException.ThrowIfNull(findings);
        writer.Add(findings.Count);
        foreach (var finding in findings)
        {
            writer.Add(finding.Type).Add(finding.Detector).Add(finding.Location).Add(finding.Start).Add(finding.End).Add(BitConverter.SingleToInt32Bits((float)finding.Score))
                .Add(finding.Label).Add(finding.Fingerprint.Span).Add(finding.Rule).Add(finding.Direction);
        }

        return writer;
    }
}
