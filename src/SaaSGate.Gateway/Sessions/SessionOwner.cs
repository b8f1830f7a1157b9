using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using SaaSGate.Contracts.Ids;

namespace SaaSGate.Gateway.Sessions;

/// <summary>Whose sessions they are.</summary>
/// <param name="OrganisationId">The tenant.</param>
/// <param name="SkillId">The skill.</param>
/// <param name="DigestKey">The organisation's digest key, which all gateways have.</param>
internal readonly record struct SessionOwner(string OrganisationId, string SkillId, byte[] DigestKey)
{
    /// <summary>
    /// The session of what has a name: of this skill, name and day (UTC), whichever gateway is asked, however often it was started anew. HMAC-SHA256 under the
    /// organisation's digest key; each part is preceded by its length, the first says that it is neither request nor tool call. The day's begin is the id's time.
    /// </summary>
    /// <param name="kind">What gives the name.</param>
    /// <param name="name">The name.</param>
    /// <param name="now">When.</param>
    public string SessionOf(string kind, string name, DateTimeOffset now)
    {
        var day = new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero);
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, DigestKey);
        Append(hmac, "session"u8);
        foreach (var part in (ReadOnlySpan<string>)[SkillId, kind, name])
            Append(hmac, Encoding.UTF8.GetBytes(part));
        Span<byte> begin = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(begin, day.ToUnixTimeSeconds());
        Append(hmac, begin);
        return Id<Session>.Derive(day, hmac.GetHashAndReset()).Value;
    }

    private static void Append(IncrementalHash hmac, ReadOnlySpan<byte> part)
    {
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(length, part.Length);
        hmac.AppendData(length);
        hmac.AppendData(part);
    }
}
