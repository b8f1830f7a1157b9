using System.Buffers.Text;
using System.Security.Cryptography;
using SaaSGate.ControlPlane.Notifications;
using Xunit;

namespace SaaSGate.ControlPlane.Tests.Notifications;

/// <summary>The example of RFC 8291, section 5 and appendix A.</summary>
public sealed class PushEncryptionTests
{
    private const string BrowserKey = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";

    [Fact]
    public void Encrypts_the_RFCs_example_as_the_RFC_does()
    {
        using var own = ECDiffieHellman.Create(new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP256,
            D = Base64Url.DecodeFromChars("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"),
        });
        var message = PushEncryption.Encrypt(
            "When I grow up, I want to be a watermelon"u8, Base64Url.DecodeFromChars(BrowserKey), Base64Url.DecodeFromChars("BTBZMqHH6r4Tts7J_aSIgg"), own,
            Base64Url.DecodeFromChars("DGv6ra1nlYgDCS1FRnbzlw"));
        Assert.Equal(
            "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN",
            Base64Url.EncodeToString(message));
    }

    [Fact]
    public void Two_messages_have_neither_key_nor_salt_in_common()
    {
        var (key, secret) = (Base64Url.DecodeFromChars(BrowserKey), new byte[16]);
        var (one, other) = (PushEncryption.Encrypt("x"u8, key, secret), PushEncryption.Encrypt("x"u8, key, secret));
        Assert.False(one.AsSpan(0, 16).SequenceEqual(other.AsSpan(0, 16)));
        Assert.False(one.AsSpan(21, 65).SequenceEqual(other.AsSpan(21, 65)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("BCVxsr7N")]
    [InlineData("BAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public void A_key_that_is_no_point_is_refused(string key) => Assert.ThrowsAny<CryptographicException>(
        () => PushEncryption.Encrypt("x"u8, Base64Url.DecodeFromChars(key), new byte[16]));
}
