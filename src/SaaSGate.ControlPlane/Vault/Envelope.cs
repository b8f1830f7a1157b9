using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace SaaSGate.ControlPlane.Vault;

/// <summary>
/// AES-256-GCM in two steps: each content has a data key of its own, and the master key wraps that. Both are bound to the purpose.
/// <code>version (1) ‖ master key id (4) ‖ nonce (12) ‖ wrapped data key (32) ‖ tag (16) ‖ nonce (12) ‖ ciphertext ‖ tag (16)</code>
/// A master key is changed by wrapping the data keys anew; the id says which one an envelope needs.
/// </summary>
internal static class Envelope
{
    private const byte Version = 1;
    private const int IdBytes = 4, NonceBytes = 12, TagBytes = 16, KeyBytes = KeyFile.KeyBytes;
    private const int HeadBytes = 1 + IdBytes, WrapBytes = NonceBytes + KeyBytes + TagBytes;
    public const int Overhead = HeadBytes + WrapBytes + NonceBytes + TagBytes;

    public static byte[] Seal(byte[] masterKey, string purpose, ReadOnlySpan<byte> content)
    {
        var boundTo = Encoding.UTF8.GetBytes(purpose);
        var envelope = new byte[content.Length + Overhead];
        Span<byte> dataKey = stackalloc byte[KeyBytes];
        RandomNumberGenerator.Fill(dataKey);
        Wrap(masterKey, dataKey, envelope, boundTo);
        Encrypt(dataKey, content, envelope.AsSpan(HeadBytes + WrapBytes), boundTo);
        CryptographicOperations.ZeroMemory(dataKey);
        return envelope;
    }

    /// <exception cref="CryptographicException">Another key, another purpose, or changed bytes.</exception>
    public static byte[] Open(byte[] masterKey, string purpose, ReadOnlySpan<byte> envelope)
    {
        var boundTo = Encoding.UTF8.GetBytes(purpose);
        Span<byte> dataKey = stackalloc byte[KeyBytes];
        Unwrap(masterKey, envelope, dataKey, boundTo);
        var content = new byte[envelope.Length - Overhead];
        Decrypt(dataKey, envelope[(HeadBytes + WrapBytes)..], content, boundTo);
        CryptographicOperations.ZeroMemory(dataKey);
        return content;
    }

    /// <summary>The same content under another master key. What it holds is opened to see that it can be, and not sealed anew.</summary>
    /// <exception cref="CryptographicException">Another key, another purpose, or changed bytes.</exception>
    public static byte[] Rewrap(byte[] from, byte[] to, string purpose, ReadOnlySpan<byte> envelope)
    {
        CryptographicOperations.ZeroMemory(Open(from, purpose, envelope));
        var boundTo = Encoding.UTF8.GetBytes(purpose);
        Span<byte> dataKey = stackalloc byte[KeyBytes];
        Unwrap(from, envelope, dataKey, boundTo);
        var rewrapped = envelope.ToArray();
        Wrap(to, dataKey, rewrapped, boundTo);
        CryptographicOperations.ZeroMemory(dataKey);
        return rewrapped;
    }

    /// <summary>Whether an envelope says that it needs this master key.</summary>
    public static bool IsUnder(byte[] masterKey, ReadOnlySpan<byte> envelope) =>
        envelope.Length >= Overhead && envelope[0] == Version && BinaryPrimitives.ReadUInt32BigEndian(envelope[1..]) == IdOf(masterKey);

    private static void Wrap(byte[] masterKey, ReadOnlySpan<byte> dataKey, Span<byte> envelope, byte[] boundTo)
    {
        envelope[0] = Version;
        BinaryPrimitives.WriteUInt32BigEndian(envelope[1..], IdOf(masterKey));
        Encrypt(masterKey, dataKey, envelope.Slice(HeadBytes, WrapBytes), boundTo);
    }

    private static void Unwrap(byte[] masterKey, ReadOnlySpan<byte> envelope, Span<byte> dataKey, byte[] boundTo)
    {
        if (envelope.Length < Overhead || envelope[0] != Version)
            throw new CryptographicException("This is not an envelope of a known version.");
        if (!IsUnder(masterKey, envelope))
            throw new CryptographicException("This envelope was sealed with another master key.");
        Decrypt(masterKey, envelope.Slice(HeadBytes, WrapBytes), dataKey, boundTo);
    }

    private static uint IdOf(byte[] masterKey) =>
        BinaryPrimitives.ReadUInt32BigEndian(HMACSHA256.HashData(masterKey, "saasgate master key id"u8));

    private static void Encrypt(ReadOnlySpan<byte> key, ReadOnlySpan<byte> content, Span<byte> target, byte[] boundTo)
    {
        RandomNumberGenerator.Fill(target[..NonceBytes]);
        using var aes = new AesGcm(key, TagBytes);
        aes.Encrypt(target[..NonceBytes], content, target[NonceBytes..^TagBytes], target[^TagBytes..], boundTo);
    }

    private static void Decrypt(ReadOnlySpan<byte> key, ReadOnlySpan<byte> source, Span<byte> content, byte[] boundTo)
    {
        using var aes = new AesGcm(key, TagBytes);
        aes.Decrypt(source[..NonceBytes], source[NonceBytes..^TagBytes], source[^TagBytes..], content, boundTo);
    }
}
