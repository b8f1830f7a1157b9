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
    private readonly MaskingKeys _keys;
    private readonly TimeProvider _clock;
    private readonly Sealer _sealer;

    public Labeller(MaskingKeys keys, string skillId, TimeProvider? clock = null)
    {
        _labelKey = HMACSHA256.HashData(keys.LabelKey, Encoding.UTF8.GetBytes(skillId));
        (_keys, _clock) = (keys, clock ?? TimeProvider.System);
        _sealer = new Sealer(keys.SealKey, skillId, _clock);
    }

    /// <summary><c>[EMAIL_7KQ2M9]</c>: the same value, the same label, on every gateway, for this skill.</summary>
    public string Label(string type, string value) => Label(type, Number(type, value));

    /// <summary>The label of this number.</summary>
    public static string Label(string type, uint number) => $"[{type}_{Base32.Encode(number, LabelLength).ToUpperInvariant()}]";

    /// <summary>The key that fingerprints are made with now: of this month.</summary>
    public byte[] FingerprintKey => _keys.FingerprintKeyAt(_clock.GetUtcNow());

    /// <summary>32 bytes by which a responder finds the value again who knows it already.</summary>
    public byte[] Fingerprint(string type, string value) => Hash(FingerprintKey, type, value);

    /// <summary>What the value's fingerprint is, was or will be in the months whose keys are known.</summary>
    public IEnumerable<byte[]> Fingerprints(string type, string value) => _keys.FingerprintKeys.Select(key => Hash(key, type, value));

    /// <summary>A token that carries a text to the skill and back.</summary>
    /// <param name="type">Type of the value.</param>
    /// <param name="value">The value, of which label and fingerprint are made.</param>
    /// <param name="text">Its text, or a piece of it.</param>
    /// <param name="continues">Whether the piece before it has a token already.</param>
    public string Seal(string type, string value, string text, bool continues = false) =>
        _sealer.Seal(type, new SealedValue(text, Number(type, value), continues || text == value ? null : Fingerprint(type, value), continues));

    /// <summary>What a token of this skill carries; null where it does not open.</summary>
    public SealedValue? Open(string type, ReadOnlySpan<byte> content) => _sealer.Open(type, content);

    /// <summary>Names a part that is not text, in hexadecimal.</summary>
    public string Digest(ReadOnlySpan<byte> content)
    {
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(_labelKey, content, hash);
        return Convert.ToHexStringLower(hash);
    }

    /// <summary>All that labels and fingerprints depend on, for a key that is derived from it.</summary>
    /// <param name="policy">The policy's digest.</param>
    /// <param name="fingerprintKey">The key that fingerprints are made with.</param>
    public byte[] Scope(ReadOnlySpan<byte> policy, ReadOnlySpan<byte> fingerprintKey) => [.. policy, .. _labelKey, .. fingerprintKey];

    /// <summary>32 bytes for a value, under a key.</summary>
    public static byte[] Fingerprint(byte[] key, string type, string value) => Hash(key, type, value);

    private uint Number(string type, string value) => BinaryPrimitives.ReadUInt32BigEndian(Hash(_labelKey, type, value)) >> (32 - (5 * LabelLength));

    private static byte[] Hash(byte[] key, string type, string value) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(type + '\0' + value));
}
