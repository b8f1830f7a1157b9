using System.Buffers.Binary;
using System.Buffers.Text;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace SaaSGate.Inspection.Masking;

/// <summary>
/// Makes tokens that carry a value to the skill and back without telling it: <c>[EMAIL:sgs1.…]</c>, the dots being base64url of
/// the last day it is good for (2 bytes, days since 1970), nonce (12), ciphertext and tag (16).
/// <para>
/// AES-256-GCM. Key and nonce key derive from the organisation's seal key, the skill's id and that day; version, type and
/// day are authenticated with it. So a token opens for one organisation, one skill, one type, until its day is over.
/// </para>
/// <para>
/// The nonce is synthetic, as in SIV modes: the first 96 bits of an HMAC-SHA256, under a key of its own, over the authenticated
/// data and the whole plaintext. Two messages under one key share a nonce only when they are the same message, and then their
/// tokens are the same too, which is wanted: through a whole day the same value gives the same token on every gateway, so
/// prompt caches hit. It tells that two values are equal, as labels do, and nothing else. Different messages collide with
/// a chance of 2⁻⁹⁶ each pair, and a key lives for one day's values of one skill: a billion of them stay under 2⁻³⁶.
/// Random nonces would give neither; a counter would have to be shared by gateways and survive their disks.
/// </para>
/// <para>Plaintexts are padded to eight bytes, so that a token hardly tells how long its value is.</para>
/// </summary>
internal sealed class Sealer
{
    /// <summary>Longest text of one token. Of a longer value every so many units become a token, so that none waits for its end.</summary>
    public const int PieceUnits = 1024;

    /// <summary>What every token has between its type and its content.</summary>
    public const string Mark = ":sgs1.";

    /// <summary>A token made today opens today and on so many days more.</summary>
    public const int DaysOfValidity = 30;

    private const int Padding = 8, DayBytes = 2, NonceBytes = 12, TagBytes = 16, LabelBytes = 4;
    private const byte PadBits = 7, Utf16 = 8, IsMore = 16, HasFingerprint = 32;
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private readonly byte[] _skillKey;
    private readonly TimeProvider _clock;

    public Sealer(byte[] sealKey, string skillId, TimeProvider clock) =>
        (_skillKey, _clock) = (HMACSHA256.HashData(sealKey, Encoding.UTF8.GetBytes("seal\0" + skillId)), clock);

    private int Today => (int)(_clock.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalDays;

    /// <summary>The token of a value.</summary>
    public string Seal(string type, SealedValue value)
    {
        var day = (ushort)(Today + DaysOfValidity);
        var (plain, bound) = (Plain(value), Bound(type, day));
        var message = new byte[DayBytes + NonceBytes + plain.Length + TagBytes];
        BinaryPrimitives.WriteUInt16BigEndian(message, day);
        var nonce = message.AsSpan(DayBytes, NonceBytes);
        HMACSHA256.HashData(Key("nonce", day), (byte[])[.. bound, .. plain]).AsSpan(0, NonceBytes).CopyTo(nonce);
        using (var aes = new AesGcm(Key("key", day), TagBytes))
            aes.Encrypt(nonce, plain, message.AsSpan(DayBytes + NonceBytes, plain.Length), message.AsSpan(message.Length - TagBytes), bound);
        return $"[{type}{Mark}{Base64Url.EncodeToString(message)}]";
    }

    /// <summary>Opens the content of a token; null where it is of somebody else, of another type, changed, or too old.</summary>
    public SealedValue? Open(string type, ReadOnlySpan<byte> content)
    {
        const int Around = DayBytes + NonceBytes + TagBytes;
        var message = new byte[Base64Url.GetMaxDecodedLength(content.Length)];
        if (!Base64Url.IsValid(content) || !Base64Url.TryDecodeFromUtf8(content, message, out var length) || length < Around + 1 + LabelBytes)
            return null;
        var day = BinaryPrimitives.ReadUInt16BigEndian(message);
        if (day < Today)
            return null;
        var plain = new byte[length - Around];
        using var aes = new AesGcm(Key("key", day), TagBytes);
        try
        {
            aes.Decrypt(message.AsSpan(DayBytes, NonceBytes), message.AsSpan(DayBytes + NonceBytes, plain.Length), message.AsSpan(length - TagBytes, TagBytes), plain, Bound(type, day));
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
        return Read(plain);
    }

    private byte[] Key(string use, ushort day)
    {
        Span<byte> of = stackalloc byte[16];
        var length = Encoding.ASCII.GetBytes(use, of);
        BinaryPrimitives.WriteUInt16BigEndian(of[length..], day);
        return HMACSHA256.HashData(_skillKey, of[..(length + DayBytes)]);
    }

    private static byte[] Bound(string type, ushort day) => [.. Encoding.UTF8.GetBytes(Mark + type), (byte)(day >> 8), (byte)day];

    /// <summary>Flags, number of the label, fingerprint, text, padding. Text that has half a pair stays UTF-16.</summary>
    private static byte[] Plain(SealedValue value)
    {
        byte[] text;
        var flags = (byte)((value.Continues ? IsMore : 0) | (value.Fingerprint is null ? 0 : HasFingerprint));
        try
        {
            text = Strict.GetBytes(value.Text);
        }
        catch (EncoderFallbackException)
        {
            text = MemoryMarshal.AsBytes(value.Text.AsSpan()).ToArray();
            flags |= Utf16;
        }
        var length = 1 + LabelBytes + (value.Fingerprint?.Length ?? 0) + text.Length;
        var pad = (Padding - (length % Padding)) % Padding;
        var plain = new byte[length + pad];
        plain[0] = (byte)(flags | pad);
        BinaryPrimitives.WriteUInt32BigEndian(plain.AsSpan(1), value.Label);
        value.Fingerprint?.CopyTo(plain, 1 + LabelBytes);
        text.CopyTo(plain, length - text.Length);
        return plain;
    }

    private static SealedValue Read(ReadOnlySpan<byte> plain)
    {
        var flags = plain[0];
        var label = BinaryPrimitives.ReadUInt32BigEndian(plain[1..]);
        var rest = plain[(1 + LabelBytes)..^(flags & PadBits)];
        var fingerprint = (flags & HasFingerprint) != 0 ? rest[..HMACSHA256.HashSizeInBytes].ToArray() : null;
        var text = rest[(fingerprint?.Length ?? 0)..];
        return new SealedValue(
            (flags & Utf16) != 0 ? new string(MemoryMarshal.Cast<byte, char>(text)) : Strict.GetString(text), label, fingerprint, (flags & IsMore) != 0);
    }
}
