using System.Security.Cryptography;
using System.Text;
using SaaSGate.Contracts.Recording;
using Xunit;

namespace SaaSGate.Contracts.Tests.Recording;

/// <summary>Recorded history is verified by these hashes for ever: each test builds them by hand, from the description alone.</summary>
public sealed class CommitmentTests
{
    private static readonly byte[] Salt = [.. Enumerable.Range(1, 16).Select(i => (byte)i)];

    private static readonly RecordedFinding Finding = new("EMAIL", "email", "/messages/0", 3, 9, 0.9f, "[EMAIL_7KQ2]", [7], null);

    [Fact]
    public void A_block_is_hashed_as_described() =>
        Assert.Equal(Hash("block\0"u8, Salt, SHA256.HashData("text"u8)), Commitment.OfBlock(Salt, SHA256.HashData("text"u8)));

    [Fact]
    public void A_request_is_hashed_as_described()
    {
        var skeleton = Commitment.OfSkeleton(Salt, "{}"u8);
        Assert.Equal(Hash("skeleton\0"u8, Salt, SHA256.HashData("{}"u8)), skeleton);
        Assert.Equal(Hash("request\0"u8, skeleton, new byte[32], Salt), Commitment.OfRequest(skeleton, [new byte[32], Salt]));
    }

    [Fact]
    public void A_response_is_hashed_as_described() => Assert.Equal(
        Hash("response\0"u8, Salt, SHA256.HashData("hello"u8), SHA256.HashData([5, 0])),
        Commitment.OfResponse(Salt, "hello"u8, [5, 0]));

    [Fact]
    public void Findings_are_hashed_as_described()
    {
        const string Json = """
            [{"detector":"email","end":9,"fingerprint":"07","label":"[EMAIL_7KQ2]","location":"/messages/0","rule":null,"score":"0.9","start":3,"type":"EMAIL"}]
            """;
        Assert.Equal(Json, Encoding.UTF8.GetString(RecordedFinding.Write([Finding])));
        Assert.Equal(Hash("findings\0"u8, Salt, SHA256.HashData(Encoding.UTF8.GetBytes(Json))), Commitment.OfFindings(Salt, [Finding]));
        Assert.Null(Commitment.OfFindings(Salt, Array.Empty<RecordedFinding>()));
    }

    [Fact]
    public void A_link_is_hashed_as_described() => Assert.Equal(Hash(new byte[32], "{}"u8), Commitment.OfLink(Commitment.Genesis, "{}"u8));

    [Fact]
    public void Another_salt_hides_the_same_content_otherwise() =>
        Assert.NotEqual(Commitment.OfResponse(Salt, "yes"u8, []), Commitment.OfResponse(new byte[16], "yes"u8, []));

    [Fact]
    public void An_exchange_has_three_salts()
    {
        var salts = ExchangeSalts.Create();
        Assert.Equal(48, salts.Bytes.Length);
        Assert.Equal(salts.Bytes, salts.Skeleton.ToArray().Concat(salts.Response.ToArray()).Concat(salts.Findings.ToArray()));
        Assert.Equal(3, new[] { Convert.ToHexString(salts.Skeleton), Convert.ToHexString(salts.Response), Convert.ToHexString(salts.Findings) }.Distinct().Count());
    }

    private static byte[] Hash(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, ReadOnlySpan<byte> third = default, ReadOnlySpan<byte> fourth = default) =>
        SHA256.HashData([.. first, .. second, .. third, .. fourth]);
}
