using System.Buffers.Binary;
using System.Security.Cryptography;

namespace SaaSGate.ControlPlane.Notifications;

/// <summary>Encrypts a message to a browser, so that the push service in between reads nothing.</summary>
/// <remarks>RFC 8291 over RFC 8188, one record. https://www.rfc-editor.org/rfc/rfc8291</remarks>
internal static class PushEncryption
{
    /// <summary>How much fits: services take 4,096 bytes of ciphertext.</summary>
    public const int MostBytes = 3993;

    public const int PublicKeyBytes = 65, SecretBytes = 16, SaltBytes = 16;
    private const int KeyBytes = 16, NonceBytes = 12, TagBytes = 16, RecordSize = 4096, Half = 32;

    /// <summary>With a key and a salt of its own.</summary>
    /// <param name="plain">At most <see cref="MostBytes"/>.</param>
    /// <param name="browserKey">The browser's public key, uncompressed.</param>
    /// <param name="secret">The browser's secret of 16 bytes.</param>
    /// <exception cref="CryptographicException">The browser's key is no point of P-256.</exception>
    public static byte[] Encrypt(ReadOnlySpan<byte> plain, ReadOnlySpan<byte> browserKey, ReadOnlySpan<byte> secret)
    {
        using var own = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        return Encrypt(plain, browserKey, secret, own, RandomNumberGenerator.GetBytes(SaltBytes));
    }

    /// <summary>With a key and a salt that are given, as the RFC's example has them.</summary>
    public static byte[] Encrypt(ReadOnlySpan<byte> plain, ReadOnlySpan<byte> browserKey, ReadOnlySpan<byte> secret, ECDiffieHellman own, ReadOnlySpan<byte> salt)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(plain.Length, MostBytes);
        using var browser = ECDiffieHellman.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = PointOf(browserKey) });
        using var other = browser.PublicKey;
        var shared = own.DeriveRawSecretAgreement(other);
        var ownKey = Uncompressed(own.ExportParameters(includePrivateParameters: false).Q);

        // 1. What both sides have in common, bound to both keys and to the browser's secret.
        byte[] info = [.. "WebPush: info\0"u8, .. browserKey, .. ownKey];
        var input = HKDF.DeriveKey(HashAlgorithmName.SHA256, shared, 32, secret.ToArray(), info);

        // 2. Key and nonce of the one record.
        var key = HKDF.DeriveKey(HashAlgorithmName.SHA256, input, KeyBytes, salt.ToArray(), "Content-Encoding: aes128gcm\0"u8.ToArray());
        var nonce = HKDF.DeriveKey(HashAlgorithmName.SHA256, input, NonceBytes, salt.ToArray(), "Content-Encoding: nonce\0"u8.ToArray());

        // 3. Salt, record size, our key, then the record, whose end is marked with 2.
        var header = SaltBytes + 4 + 1 + PublicKeyBytes;
        var message = new byte[header + plain.Length + 1 + TagBytes];
        salt.CopyTo(message);
        BinaryPrimitives.WriteInt32BigEndian(message.AsSpan(SaltBytes), RecordSize);
        message[SaltBytes + 4] = PublicKeyBytes;
        ownKey.CopyTo(message, SaltBytes + 5);
        byte[] record = [.. plain, 2];
        using var cipher = new AesGcm(key, TagBytes);
        cipher.Encrypt(nonce, record, message.AsSpan(header, record.Length), message.AsSpan(header + record.Length));
        return message;
    }

    /// <summary>A point as 4, X and Y.</summary>
    public static byte[] Uncompressed(ECPoint point) => [4, .. point.X!, .. point.Y!];

    /// <summary>Reads that.</summary>
    /// <exception cref="CryptographicException">It is none.</exception>
    public static ECPoint PointOf(ReadOnlySpan<byte> key) => key.Length == PublicKeyBytes && key[0] == 4
        ? new ECPoint { X = key[1..(1 + Half)].ToArray(), Y = key[(1 + Half)..].ToArray() }
        : throw new CryptographicException("That is no uncompressed point of P-256.");
}
