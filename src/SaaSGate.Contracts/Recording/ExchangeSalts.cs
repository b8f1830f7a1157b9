using System.Security.Cryptography;

namespace SaaSGate.Contracts.Recording;

/// <summary>
/// The three salts of an exchange, kept as 48 bytes: of its request's skeleton, of its response, of its findings. Each is destroyed with
/// what it salts: its sixteen bytes become zero.
/// </summary>
/// <param name="bytes">The 48 bytes.</param>
public readonly struct ExchangeSalts(byte[] bytes)
{
    private const int Count = 3;

    /// <summary>All of them.</summary>
    public byte[] Bytes => bytes;

    /// <summary>Of the request's skeleton.</summary>
    public ReadOnlySpan<byte> Skeleton => bytes.AsSpan(0, Commitment.SaltBytes);

    /// <summary>Of the response.</summary>
    public ReadOnlySpan<byte> Response => bytes.AsSpan(Commitment.SaltBytes, Commitment.SaltBytes);

    /// <summary>Of the findings, in request and response.</summary>
    public ReadOnlySpan<byte> Findings => bytes.AsSpan(2 * Commitment.SaltBytes, Commitment.SaltBytes);

    /// <summary>New ones.</summary>
    public static ExchangeSalts Create() => new(RandomNumberGenerator.GetBytes(Count * Commitment.SaltBytes));
}
