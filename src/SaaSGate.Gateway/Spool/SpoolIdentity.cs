using System.Security.Cryptography;

namespace SaaSGate.Gateway.Spool;

/// <summary>Made once with the spool: its id, and the key of its checksums.</summary>
internal sealed record SpoolIdentity(ReadOnlyMemory<byte> Id, long Key)
{
    public const int IdBytes = 16;

    /// <summary>32 lower-case hexadecimal digits.</summary>
    public string Text { get; } = Convert.ToHexStringLower(Id.Span);

    public static SpoolIdentity Create() =>
        new(RandomNumberGenerator.GetBytes(IdBytes), BitConverter.ToInt64(RandomNumberGenerator.GetBytes(sizeof(long))));
}
