using System.Security.Cryptography;
using SaaSGate.Contracts.Sealing;
using Xunit;

namespace SaaSGate.Contracts.Tests.Sealing;

public sealed class SealedBoxTests
{
    private const string Context = "tenant-secrets/org_a";
    private static readonly byte[] Secret = "sk-ant-not-a-real-key"u8.ToArray();

    [Fact]
    public void Opens_with_the_key_it_was_sealed_to()
    {
        using var key = SealedBox.CreateKey();
        var box = SealedBox.Seal(key.ExportSubjectPublicKeyInfo(), Secret, Context);
        Assert.Equal(Secret.Length + SealedBox.Overhead, box.Length);
        Assert.Equal(Secret, SealedBox.Open(key, box, Context));
    }

    [Fact]
    public void Takes_nothing_and_much()
    {
        using var key = SealedBox.CreateKey();
        var spki = key.ExportSubjectPublicKeyInfo();
        var much = RandomNumberGenerator.GetBytes(1 << 20);
        Assert.Empty(SealedBox.Open(key, SealedBox.Seal(spki, [], ""), ""));
        Assert.Equal(much, SealedBox.Open(key, SealedBox.Seal(spki, much, Context), Context));
    }

    [Fact]
    public void Never_seals_the_same_way_twice()
    {
        using var key = SealedBox.CreateKey();
        var spki = key.ExportSubjectPublicKeyInfo();
        Assert.NotEqual(SealedBox.Seal(spki, Secret, Context), SealedBox.Seal(spki, Secret, Context));
    }

    [Fact]
    public void Does_not_open_with_another_key_or_another_context()
    {
        using var key = SealedBox.CreateKey();
        using var other = SealedBox.CreateKey();
        var box = SealedBox.Seal(key.ExportSubjectPublicKeyInfo(), Secret, Context);
        Assert.ThrowsAny<CryptographicException>(() => SealedBox.Open(other, box, Context));
        Assert.ThrowsAny<CryptographicException>(() => SealedBox.Open(key, box, "tenant-secrets/org_b"));
    }

    [Fact]
    public void Does_not_open_when_any_byte_was_changed_or_cut()
    {
        using var key = SealedBox.CreateKey();
        var box = SealedBox.Seal(key.ExportSubjectPublicKeyInfo(), Secret, Context);
        for (var i = 0; i < box.Length; i++)
        {
            var changed = box.ToArray();
            changed[i] ^= 1;
            Assert.ThrowsAny<CryptographicException>(() => SealedBox.Open(key, changed, Context));
            Assert.ThrowsAny<CryptographicException>(() => SealedBox.Open(key, box.AsSpan(0, i), Context));
        }
    }

    [Fact]
    public void Refuses_a_key_of_another_curve()
    {
        using var wrong = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP384);
        var spki = wrong.ExportSubjectPublicKeyInfo();
        Assert.False(SealedBox.IsPublicKey(spki));
        Assert.False(SealedBox.IsPublicKey([1, 2, 3]));
        Assert.Throws<CryptographicException>(() => SealedBox.Seal(spki, Secret, Context));
    }
}
