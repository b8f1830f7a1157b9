using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using SaaSGate.Gateway.Forwarding;

namespace SaaSGate.Gateway.Requests;

/// <summary>
/// HMAC-SHA256 over exactly what goes upstream: connection and where it leads, method, path, query, Claude's own headers, body
/// (promise 5). Other headers, such as a count of retries, mean nothing to Claude and may differ when a client sends again.
/// Each part is preceded by its length, so that no two requests share a digest by shifting bytes between parts.
/// </summary>
internal static class RequestDigest
{
    /// <param name="request">The request.</param>
    /// <param name="upstreamBody">Its body as Claude gets it, restored.</param>
    public static byte[] Compute(ReceivedRequest request, ReadOnlySpan<byte> upstreamBody)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, request.Skill.Tenant.DigestKey);
        Append(hmac, request.Skill.Connection.Id);
        Append(hmac, request.Skill.Connection.Prefix);
        Append(hmac, request.Method);
        Append(hmac, request.Path);
        Append(hmac, request.Query);
        foreach (var (name, values) in request.Headers
            .Where(header => header.Key.StartsWith("anthropic-", StringComparison.OrdinalIgnoreCase) && UpstreamHeaders.IsForwarded(header.Key))
            .OrderBy(header => header.Key, StringComparer.OrdinalIgnoreCase))
        {
            Append(hmac, name.ToLowerInvariant());
            Append(hmac, values.ToString());
        }
        Append(hmac, request.Headers.ContentType.ToString());
        Append(hmac, upstreamBody);
        return hmac.GetHashAndReset();
    }

    private static void Append(IncrementalHash hmac, string part) => Append(hmac, Encoding.UTF8.GetBytes(part));

    private static void Append(IncrementalHash hmac, ReadOnlySpan<byte> part)
    {
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(length, part.Length);
        hmac.AppendData(length);
        hmac.AppendData(part);
    }
}
