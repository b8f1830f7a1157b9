using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Google.Protobuf;
using SaaSGate.Contracts.Recording;
using SaaSGate.Contracts.RegionLink;
using Xunit;

namespace SaaSGate.Contracts.Tests.Recording;

/// <summary>Recorded history is verified by these hashes for ever: each test builds them by hand, from the description alone.</summary>
public sealed class ExchangeCommitmentTests
{
    private static readonly byte[] Salt = [.. Enumerable.Range(1, 16).Select(i => (byte)i)];

    private static readonly FindingRecord Finding = new()
    {
        Type = "EMAIL",
        Detector = "email",
        Location = "/messages/0",
        Start = 3,
        End = 9,
        Score = 0.9,
        Label = "[EMAIL_7KQ2]",
        Fingerprint = ByteString.CopyFrom(7),
        Direction = "request",
    };

    private static readonly ExchangeFacts Facts = new()
    {
        OrganisationId = "org_a",
        SessionId = "ses_a",
        ExchangeId = "exc_a",
        ChainSequence = 1,
        StartedAt = 2,
        EndedAt = 3,
        SkillId = "skl_a",
        SkillKeyId = null,
        OwnerUserId = "usr_a",
        ConnectionId = "con_a",
        GatewayId = "gtw_a",
        RegionId = "reg_a",
        Method = "POST",
        Path = "/v1/messages",
        Query = "",
        Model = "m",
        Decision = "allow",
        Rule = null,
        PolicyId = null,
        PolicyVersion = null,
        ApprovalId = null,
        RequestDigest = null,
        RequestCommitment = new byte[32],
        Status = 200,
        ResponseCommitment = new byte[32],
        Outcome = "completed",
        Problem = null,
        ErrorType = null,
        StopReason = "end_turn",
        InputTokens = 10,
        OutputTokens = 20,
    };

    [Fact]
    public void A_block_is_hashed_as_described() =>
        Assert.Equal(Hash("block 1", Salt, new byte[32]), ExchangeCommitment.OfBlock(Salt, new byte[32]));

    [Fact]
    public void A_request_is_hashed_as_described() => Assert.Equal(
        Hash(["request 1", Salt, SHA256.HashData("{}"u8), 1L, new byte[32], 1L, .. Described(Finding)]),
        ExchangeCommitment.OfRequest(Salt, "{}"u8, [new byte[32]], [Finding]));

    [Fact]
    public void A_response_is_hashed_as_described() => Assert.Equal(
        Hash("response 1", Salt, SHA256.HashData("hello"u8), 0L),
        ExchangeCommitment.OfResponse(Salt, "hello"u8, []));

    [Fact]
    public void A_link_is_hashed_as_described() => Assert.Equal(
        Hash(
            "exchange 1", ExchangeCommitment.Genesis, "org_a", "ses_a", "exc_a", 1L, 2L, 3L, "skl_a", null, "usr_a", "con_a", "gtw_a", "reg_a", "POST", "/v1/messages", "", "m",
            "allow", null, null, null, null, null, new byte[32], 200L, new byte[32], "completed", null, null, "end_turn", 10L, 20L),
        ExchangeCommitment.OfExchange(ExchangeCommitment.Genesis, Facts));

    [Fact]
    public void Absent_is_not_empty_and_fields_do_not_run_together()
    {
        var link = ExchangeCommitment.OfExchange(ExchangeCommitment.Genesis, Facts);
        Assert.NotEqual(link, ExchangeCommitment.OfExchange(ExchangeCommitment.Genesis, Facts with { Rule = "" }));
        Assert.NotEqual(link, ExchangeCommitment.OfExchange(ExchangeCommitment.Genesis, Facts with { Method = "POS", Path = "T/v1/messages" }));
    }

    [Fact]
    public void Another_salt_hides_the_same_content_otherwise() =>
        Assert.NotEqual(ExchangeCommitment.OfResponse(Salt, "yes"u8, []), ExchangeCommitment.OfResponse(new byte[16], "yes"u8, []));

    private static object?[] Described(FindingRecord finding) =>
    [
        finding.Type, finding.Detector, finding.Location, (long)finding.Start, (long)finding.End, (long)BitConverter.SingleToInt32Bits((float)finding.Score),
        finding.Label, finding.Fingerprint.ToByteArray(), finding.Rule, finding.Direction,
    ];

    private static byte[] Hash(params object?[] fields)
    {
        using var all = new MemoryStream();
        foreach (var field in fields)
        {
            var bytes = field switch
            {
                null => null,
                string text => Encoding.UTF8.GetBytes(text),
                byte[] raw => raw,
                long number => BigEndian(number),
                _ => throw new ArgumentException("Not a field.", nameof(fields)),
            };
            var length = new byte[4];
            BinaryPrimitives.WriteUInt32BigEndian(length, bytes is null ? 0xFFFFFFFF : (uint)bytes.Length);
            all.Write(length);
            all.Write(bytes ?? []);
        }

        return SHA256.HashData(all.ToArray());
    }

    private static byte[] BigEndian(long number)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(bytes, number);
        return bytes;
    }
}
