using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace SaaSGate.Contracts.Recording;

/// <summary>
/// Hashes fields so that no two lists of fields hash alike: each is four bytes of length (big endian) and its bytes; a field
/// that is absent has the length 0xFFFFFFFF and no bytes. Text is UTF-8, a number eight bytes, big endian.
/// </summary>
internal sealed class CommitmentWriter : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    public CommitmentWriter(string kind) => Add(kind);

    public CommitmentWriter Add(ReadOnlySpan<byte> bytes)
    {
        Length(bytes.Length);
        _hash.AppendData(bytes);
        return this;
    }

    public CommitmentWriter Add(byte[]? bytes)
    {
        if (bytes is not null)
            return Add(bytes.AsSpan());
        Length(-1);
        return this;
    }

    public CommitmentWriter Add(string? text) => Add(text is null ? (byte[]?)null : Encoding.UTF8.GetBytes(text));

    public CommitmentWriter Add(long? number)
    {
        if (number is { } value)
            return Add(value);
        Length(-1);
        return this;
    }

    public CommitmentWriter Add(long number)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(bytes, number);
        return Add(bytes);
    }

    public byte[] Finish() => _hash.GetHashAndReset();

    public void Dispose() => _hash.Dispose();

    private void Length(int length)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, length);
        _hash.AppendData(bytes);
    }
}
