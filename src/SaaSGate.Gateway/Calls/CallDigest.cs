using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using SaaSGate.Inspection.Calls;

namespace SaaSGate.Gateway.Calls;

/// <summary>
/// HMAC-SHA256 over a tool call of an answer: its exchange, or its line of a batch's results, the block's index, the tool's name and the input's bytes, as the skill will get them
/// (promise 5). Each part is preceded by its length; the first says that it is no request.
/// </summary>
internal static class CallDigest
{
    /// <param name="key">The organisation's digest key.</param>
    /// <param name="origin">The exchange whose answer it is, or what a line of results says.</param>
    /// <param name="call">The call.</param>
    public static byte[] Compute(byte[] key, string origin, ToolCall call)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        Append(hmac, "tool_use"u8);
        Append(hmac, Encoding.UTF8.GetBytes(origin));
        Span<byte> index = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(index, call.Index);
        Append(hmac, index);
        Append(hmac, Encoding.UTF8.GetBytes(call.Name));
        Append(hmac, call.Input.Span);
        return hmac.GetHashAndReset();
    }

    /// <summary>32 hexadecimal digits that stand for where calls of a tool go: alike only where all of it is.</summary>
    /// <param name="key">The organisation's digest key.</param>
    /// <param name="tool">The tool's name.</param>
    /// <param name="destinations">In order.</param>
    public static string OfPlaces(byte[] key, string tool, IReadOnlyList<string> destinations)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        Append(hmac, "tool_use places"u8);
        Append(hmac, Encoding.UTF8.GetBytes(tool));
        foreach (var destination in destinations)
            Append(hmac, Encoding.UTF8.GetBytes(destination));
        return Convert.ToHexStringLower(hmac.GetHashAndReset().AsSpan(0, 16));
    }

    private static void Append(IncrementalHash hmac, ReadOnlySpan<byte> part)
    {
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(length, part.Length);
        hmac.AppendData(length);
        hmac.AppendData(part);
    }
}
