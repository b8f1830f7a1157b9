using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace SaaSGate.Simulator.Wire;

/// <summary>
/// Chance that depends on nothing but the request: the same bytes give the same ids, cuts and people in every process and version of .NET.
/// SplitMix64 over a SHA-256.
/// </summary>
internal sealed class Seed
{
    private const string Base58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    private readonly byte[] _hash;
    private ulong _state;

    private Seed(byte[] hash)
    {
        _hash = hash;
        _state = BinaryPrimitives.ReadUInt64LittleEndian(hash);
    }

    public static Seed Of(ReadOnlySpan<byte> sha256) => new(sha256.ToArray());

    /// <summary>A stream of its own for one purpose, so that one more draw in one place does not change another.</summary>
    public Seed For(string purpose) => new(SHA256.HashData([.. _hash, .. Encoding.UTF8.GetBytes(purpose)]));

    /// <summary>A number from 0 up to, without, <paramref name="bound"/>.</summary>
    public int Next(int bound)
    {
        _state += 0x9E3779B97F4A7C15;
        var z = _state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return (int)(((z ^ (z >> 31)) >> 32) * (ulong)bound >> 32);
    }

    public T Pick<T>(IReadOnlyList<T> choices) => choices[Next(choices.Count)];

    public string Text(int length, string alphabet = Base58) =>
        string.Create(length, (Seed: this, alphabet), static (text, from) =>
        {
            foreach (ref var c in text)
                c = from.alphabet[from.Seed.Next(from.alphabet.Length)];
        });

    /// <summary>An id as Claude forms them: <c>msg_01…</c>, <c>toolu_01…</c>, <c>req_011C…</c>.</summary>
    public string Id(string prefix) => prefix + For(prefix).Text(prefix.StartsWith("req_", StringComparison.Ordinal) ? 20 : 22);
}
