using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using SaaSGate.Contracts.Ids;

namespace SaaSGate.Inspection.Masking;

/// <summary>Makes what values leave behind, under the keys of one organisation and skill.</summary>
internal sealed class Labeller
{
    /// <summary>Characters of a label after its type: 30 bits tell the values of a skill apart and give none away.</summary>
    public const int LabelLength = 6;

    private readonly byte[] _labelKey;
    private readonly byte[] _fingerprintKey;

    public Labeller(MaskingKeys keys, string skillId)
    {
        _labelKey = HMACSHA256.HashData(keys.LabelKey, Encoding.UTF8.GetBytes(skillId));
        _fingerprintKey = keys.FingerprintKey;
    }

    /// <summary><c>[EMAIL_7KQ2M9]</c>: the same value, the same label, on every gateway, for this skill.</summary>
    public string Label(string type, string value)
    {
        var number = BinaryPrimitives.ReadUInt32BigEndian(Hash(_labelKey, type, value));
        return $"[{type}_{Base32.Encode(number >> (32 - (5 * LabelLength)), LabelLength).ToUpperInvariant()}]";
    }

    /// <summary>32 bytes by which a responder finds the value again who knows it already.</summary>
    public byte[] Fingerprint(string type, string value) => Hash(_fingerprintKey, type, value);

    /// <summary>Names a part that is not text, in hexadecimal.</summary>
    public string Digest(ReadOnlySpan<byte> content)
    {
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(_labelKey, content, hash);
        return Convert.ToHexStringLower(hash);
    }

    private static byte[] Hash(byte[] key, string type, string value) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(type + '\0' + value));
}
