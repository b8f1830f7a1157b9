using System.Security.Cryptography;
using System.Text;

namespace SaaSGate.Simulator.Messages;

/// <summary>
/// Signs thinking as Claude does: HMAC over the exact text, so that thinking which was changed on the way is refused when it comes back.
/// Redacted thinking carries its text (here only obscured) and the same kind of signature.
/// </summary>
internal sealed class ThinkingSeal(SimulatorOptions options)
{
    private static readonly byte[] Head = [0x12, 0x42, 0x0a, 0x40];
    private readonly byte[] _key = SHA256.HashData(Encoding.UTF8.GetBytes(options.SigningKey));

    /// <summary>The signature over a thinking text, base64.</summary>
    public string Sign(string thinking) => Convert.ToBase64String([.. Head, .. HMACSHA512.HashData(_key, Encoding.UTF8.GetBytes(thinking))]);

    public bool Vouches(string thinking, string signature) =>
        CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Sign(thinking)), Encoding.UTF8.GetBytes(signature));

    /// <summary>The <c>data</c> of a redacted block.</summary>
    public string Redact(string thinking)
    {
        var text = Encoding.UTF8.GetBytes(thinking);
        for (var i = 0; i < text.Length; i++)
            text[i] ^= _key[i % _key.Length];
        return Convert.ToBase64String([.. HMACSHA512.HashData(_key, text), .. text]);
    }

    public bool Opens(string data)
    {
        var bytes = new byte[data.Length];
        return Convert.TryFromBase64String(data, bytes, out var length)
            && length >= HMACSHA512.HashSizeInBytes
            && CryptographicOperations.FixedTimeEquals(HMACSHA512.HashData(_key, bytes.AsSpan(64, length - 64)), bytes.AsSpan(0, 64));
    }
}
