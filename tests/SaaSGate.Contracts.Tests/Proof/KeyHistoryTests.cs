using System.Security.Cryptography;
using System.Text;
using SaaSGate.Contracts.Proof;
using Xunit;

namespace SaaSGate.Contracts.Tests.Proof;

public sealed class KeyHistoryTests
{
    private static readonly DateTimeOffset Made = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [Fact]
    public void What_is_published_is_read_again()
    {
        using var signer = Signer.Create();
        var read = Assert.Single(KeyHistory.Read(KeyHistory.Write([PublicKey.Of(signer.PublicKey, Made, Made.AddDays(1))])));
        Assert.Equal((signer.KeyId, Made, Made.AddDays(1).AddSeconds(1)), (read.Id, read.CreatedAt, read.RetiredAt));
        Assert.True(read.Verifies("x"u8, signer.Sign("x"u8)));
        Assert.False(read.Verifies("y"u8, signer.Sign("x"u8)));
        Assert.True(read.SignedAt(Made));
        Assert.False(read.SignedAt(Made.AddSeconds(-1)));
        Assert.False(read.SignedAt(Made.AddDays(2)));
    }

    [Fact]
    public void Several_keys_of_one_pem_file_are_read()
    {
        using var one = Signer.Create();
        using var two = Signer.Create();
        var pem = $"# both\n{Pem(one)}\n{Pem(two)}\n";
        Assert.Equal([one.KeyId, two.KeyId], KeyHistory.Read(Encoding.ASCII.GetBytes(pem)).Select(key => key.Id));
    }

    [Fact]
    public void A_thumbprint_is_that_of_RFC_7638()
    {
        using var signer = Signer.Create();
        var key = PublicKey.Of(signer.PublicKey);
        var json = $$"""{"crv":"P-256","kty":"EC","x":"{{key.X}}","y":"{{key.Y}}"}""";
        Assert.Equal(System.Buffers.Text.Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(json))), key.Id);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("{\"keys\":[]}")]
    [InlineData("{\"keys\":[{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"AA\",\"y\":\"AA\"}]}")]
    [InlineData("{\"keys\":5}")]
    [InlineData("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----")]
    [InlineData("nothing of the kind")]
    public void What_holds_no_key_is_refused(string text) => Assert.Throws<FormatException>(() => KeyHistory.Read(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void A_key_on_another_curve_is_refused()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        Assert.Throws<FormatException>(() => KeyHistory.Read(Encoding.ASCII.GetBytes(key.ExportSubjectPublicKeyInfoPem())));
    }

    private static string Pem(Signer signer) => PemEncoding.WriteString("PUBLIC KEY", signer.PublicKey);
}
