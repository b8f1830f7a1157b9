using System.Security.Cryptography;
using System.Text;

namespace SaaSGate.Contracts.Sealing;

/// <summary>
/// Bytes that only the holder of one key can open: what the control plane sends to a gateway and nobody between may read.
/// </summary>
/// <remarks>
/// <code>
/// sealed    = version (1 byte, 0x01) ‖ ephemeral point (65 bytes, uncompressed, P-256) ‖ ciphertext ‖ tag (16 bytes)
/// shared    = X coordinate of ECDH(ephemeral key, recipient's key), 32 bytes
/// key,nonce = HKDF-SHA256(shared, salt = ephemeral point ‖ recipient's point, info = "saasgate sealed box 1" ‖ 0x00 ‖ context, 32 + 12 bytes)
/// ciphertext ‖ tag = AES-256-GCM(key, nonce, plaintext, associated data = none)
/// </code>
/// Each box has an ephemeral key of its own, so key and nonce are never used twice. It says nothing about who sealed it: it travels inside mutual TLS.
/// </remarks>
public static class SealedBox
{
    private const byte Version = 1;
    private const int CoordinateBytes = 32, PointBytes = 1 + (2 * CoordinateBytes), TagBytes = 16, KeyBytes = 32, NonceBytes = 12;
    private static readonly byte[] Label = "saasgate sealed box 1\0"u8.ToArray();

    /// <summary>How much longer than its content a box is, in bytes.</summary>
    public const int Overhead = 1 + PointBytes + TagBytes;

    /// <summary>Makes a key that boxes can be sealed to. Its public half is its SubjectPublicKeyInfo.</summary>
    public static ECDiffieHellman CreateKey() => ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);

    /// <summary>True when the bytes are the SubjectPublicKeyInfo (DER) of an ECDH P-256 key.</summary>
    public static bool IsPublicKey(ReadOnlySpan<byte> publicKeySpki)
    {
        try
        {
            using var key = ImportPublicKey(publicKeySpki);
            return true;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    /// <summary>Seals bytes to a key.</summary>
    /// <param name="publicKeySpki">The recipient's SubjectPublicKeyInfo, DER, ECDH P-256.</param>
    /// <param name="plaintext">What to seal.</param>
    /// <param name="context">What the bytes are and whose; <see cref="Open"/> needs the same. See <see cref="SealingContext"/>.</param>
    /// <exception cref="CryptographicException">The key is not of P-256.</exception>
    public static byte[] Seal(ReadOnlySpan<byte> publicKeySpki, ReadOnlySpan<byte> plaintext, string context)
    {
        ArgumentNullException.ThrowIfNull(context);
        using var recipient = ImportPublicKey(publicKeySpki);
        using var ephemeral = CreateKey();
        var ephemeralPoint = PointOf(ephemeral);
        var sealedBytes = new byte[plaintext.Length + Overhead];
        sealedBytes[0] = Version;
        ephemeralPoint.CopyTo(sealedBytes, 1);

        Span<byte> material = stackalloc byte[KeyBytes + NonceBytes];
        Derive(ephemeral, recipient, ephemeralPoint, PointOf(recipient), context, material);
        using (var aes = new AesGcm(material[..KeyBytes], TagBytes))
            aes.Encrypt(material[KeyBytes..], plaintext, sealedBytes.AsSpan(1 + PointBytes, plaintext.Length), sealedBytes.AsSpan(^TagBytes..));
        CryptographicOperations.ZeroMemory(material);
        return sealedBytes;
    }

    /// <summary>Opens a box.</summary>
    /// <param name="privateKey">The recipient's key.</param>
    /// <param name="sealedBytes">What <see cref="Seal"/> returned.</param>
    /// <param name="context">The context that it was sealed with.</param>
    /// <exception cref="CryptographicException">Sealed to another key, with another context, or changed on the way.</exception>
    public static byte[] Open(ECDiffieHellman privateKey, ReadOnlySpan<byte> sealedBytes, string context)
    {
        ArgumentNullException.ThrowIfNull(privateKey);
        ArgumentNullException.ThrowIfNull(context);
        if (sealedBytes.Length < Overhead || sealedBytes[0] != Version)
            throw new CryptographicException("This is not a sealed box of a known version.");

        var ephemeralPoint = sealedBytes.Slice(1, PointBytes).ToArray();
        using var ephemeral = ImportPoint(ephemeralPoint);
        var plaintext = new byte[sealedBytes.Length - Overhead];
        Span<byte> material = stackalloc byte[KeyBytes + NonceBytes];
        Derive(privateKey, ephemeral, ephemeralPoint, PointOf(privateKey), context, material);
        using (var aes = new AesGcm(material[..KeyBytes], TagBytes))
            aes.Decrypt(material[KeyBytes..], sealedBytes[(1 + PointBytes)..^TagBytes], sealedBytes[^TagBytes..], plaintext);
        CryptographicOperations.ZeroMemory(material);
        return plaintext;
    }

    private static void Derive(
        ECDiffieHellman own, ECDiffieHellman other, byte[] ephemeralPoint, byte[] recipientPoint, string context, Span<byte> material)
    {
        using var otherPublic = other.PublicKey;
        var shared = own.DeriveRawSecretAgreement(otherPublic);
        HKDF.DeriveKey(HashAlgorithmName.SHA256, shared, material, [.. ephemeralPoint, .. recipientPoint], [.. Label, .. Encoding.UTF8.GetBytes(context)]);
        CryptographicOperations.ZeroMemory(shared);
    }

    private static ECDiffieHellman ImportPublicKey(ReadOnlySpan<byte> spki)
    {
        var key = ECDiffieHellman.Create();
        try
        {
            key.ImportSubjectPublicKeyInfo(spki, out var read);
            if (read != spki.Length || key.ExportParameters(false).Curve.Oid?.Value != ECCurve.NamedCurves.nistP256.Oid.Value)
                throw new CryptographicException("A sealing key must be of P-256.");
            return key;
        }
        catch
        {
            key.Dispose();
            throw;
        }
    }

    private static ECDiffieHellman ImportPoint(byte[] point)
    {
        if (point[0] != 4)
            throw new CryptographicException("The box's point is not in uncompressed form.");
        return ECDiffieHellman.Create(new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP256,
            Q = new() { X = point[1..(1 + CoordinateBytes)], Y = point[(1 + CoordinateBytes)..] },
        });
    }

    private static byte[] PointOf(ECDiffieHellman key)
    {
        var q = key.ExportParameters(false).Q;
        return [4, .. q.X!, .. q.Y!];
    }
}
