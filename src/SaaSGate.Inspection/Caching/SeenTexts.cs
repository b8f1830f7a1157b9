using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using SaaSGate.Inspection.Exfiltration.Threats;

namespace SaaSGate.Inspection.Caching;

/// <summary>What a cache knows under one policy for one skill, asked while one request is read.</summary>
internal sealed class SeenTexts(InspectionCache cache, byte[] key) : IDisposable
{
    /// <summary>Shorter texts are sooner read than looked up.</summary>
    public const int ShortestText = 64;

    // About what the entry of a dictionary and the objects behind it take.
    private const int EntryBytes = 112, ValueBytes = 288, ThreatBytes = 48;

    private readonly IncrementalHash _hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
    private readonly UInt128 _turn = BinaryPrimitives.ReadUInt128LittleEndian(key);

    /// <summary>What a text is asked for: the same bytes mean something else there.</summary>
    public enum Purpose : byte
    {
        Text,
        Number,
        Base64,
        Rules,
        Threats,
    }

    /// <summary>Names a text with all that its findings depend on.</summary>
    public UInt128 KeyOf(Purpose purpose, ReadOnlySpan<byte> context, ReadOnlySpan<byte> text)
    {
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        Span<byte> head = [(byte)purpose, 0, 0, 0, 0];
        BinaryPrimitives.WriteInt32LittleEndian(head[1..], context.Length);
        _hash.AppendData(head);
        _hash.AppendData(context);
        _hash.AppendData(text);
        _hash.GetHashAndReset(hash);
        return BinaryPrimitives.ReadUInt128LittleEndian(hash);
    }

    /// <summary>Names what is kept of a text that has a name, of this policy or another, without reading it again: a name is random, and so is one that was turned.</summary>
    public UInt128 KeyOf(Purpose purpose, byte context, UInt128 text) => text ^ _turn ^ new UInt128((ulong)purpose << 8 | context, 0);

    public bool TryGet<T>(UInt128 text, [NotNullWhen(true)] out T? seen) where T : class => cache.TryGet(text, out seen);

    /// <summary>Keeps what was found in a text, unless a replacement shows some of it: then the text is read again.</summary>
    public void Add(UInt128 text, SeenValue[] values)
    {
        if (Array.TrueForAll(values, value => value.IsSilent))
            cache.Add(text, values, EntryBytes + (values.Length * ValueBytes));
    }

    /// <summary>Keeps which rules match a text.</summary>
    public void Add(UInt128 text, ulong[] matches) => cache.Add(text, matches, EntryBytes + (matches.Length * sizeof(ulong)));

    /// <summary>Keeps what was judged of a text: places and scores.</summary>
    public void Add(UInt128 text, Threat[] threats) => cache.Add(text, threats, EntryBytes + (threats.Length * ThreatBytes));

    public void Dispose() => _hash.Dispose();
}
