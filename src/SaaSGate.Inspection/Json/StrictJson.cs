using System.Buffers;
using System.IO.Hashing;
using System.Text.Json;
using System.Text.Unicode;

namespace SaaSGate.Inspection.Json;

/// <summary>
/// Tells whether a body is JSON that every reader understands alike: valid UTF-8 without a byte order mark, no comments or
/// trailing commas, nothing behind the value, no key twice in an object however it is escaped, no half surrogate pairs, and
/// no deeper than <see cref="MaxDepth"/>.
/// </summary>
internal static class StrictJson
{
    /// <summary>Deepest nesting that is read.</summary>
    public const int MaxDepth = 128;

    public static readonly JsonReaderOptions Options = new() { MaxDepth = MaxDepth };

    /// <summary>Whether a body is unambiguous JSON with an object at its root.</summary>
    public static bool IsObject(ReadOnlySpan<byte> body)
    {
        if (!Utf8.IsValid(body))
            return false;
        var keys = new KeyLedger();
        try
        {
            var reader = new Utf8JsonReader(body, Options);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                return false;
            keys.Open();
            while (reader.Read())
                switch (reader.TokenType)
                {
                    case JsonTokenType.StartObject:
                        keys.Open();
                        break;
                    case JsonTokenType.EndObject:
                        if (!keys.Close())
                            return false;
                        break;
                    case JsonTokenType.PropertyName:
                        if (reader.ValueIsEscaped && !HasWholePairs(reader.ValueSpan))
                            return false;
                        keys.Add(HashOf(ref reader));
                        break;
                    case JsonTokenType.String when reader.ValueIsEscaped && !HasWholePairs(reader.ValueSpan):
                        return false;
                    default:
                        break;
                }
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static UInt128 HashOf(ref Utf8JsonReader reader)
    {
        if (!reader.ValueIsEscaped)
            return XxHash128.HashToUInt128(reader.ValueSpan);
        var buffer = ArrayPool<byte>.Shared.Rent(reader.ValueSpan.Length);
        var hash = XxHash128.HashToUInt128(buffer.AsSpan(0, reader.CopyString(buffer)));
        ArrayPool<byte>.Shared.Return(buffer);
        return hash;
    }

    /// <summary>Whether each high surrogate that is written as an escape is followed by a low one, and the other way round.</summary>
    private static bool HasWholePairs(ReadOnlySpan<byte> raw)
    {
        for (var at = raw.IndexOf((byte)'\\'); at >= 0 && at < raw.Length;)
        {
            if (raw[at + 1] == 'u')
            {
                var high = raw[at + 2] is (byte)'d' or (byte)'D';
                if (high && raw[at + 3] >= '8')
                {
                    if (raw[at + 3] is not ((byte)'8' or (byte)'9' or (byte)'a' or (byte)'b' or (byte)'A' or (byte)'B'))
                        return false;
                    var next = raw[(at + 6)..];
                    if (next.Length < 6 || next[0] != '\\' || next[1] != 'u' || (next[2] | 0x20) != 'd' || (next[3] | 0x20) is < 'c' or > 'f')
                        return false;
                    at += 6;
                }
                at += 6;
            }
            else
            {
                at += 2;
            }
            var following = raw[at..].IndexOf((byte)'\\');
            at = following < 0 ? -1 : at + following;
        }
        return true;
    }
}
