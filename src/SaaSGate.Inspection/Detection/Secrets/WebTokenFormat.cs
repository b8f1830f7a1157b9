using System.Buffers.Text;

namespace SaaSGate.Inspection.Detection.Secrets;

/// <summary>JSON Web Tokens: two parts at least, of which the first is an object, or one that is longer than the look-ahead.</summary>
internal sealed record WebTokenFormat() : HeadFormat("json-web-token", "eyJ")
{
    private const int LeastPart = 10;
    private const double Damaged = 0.4;

    public override bool TryRead(ref TextView text, int start, out DetectedValue found)
    {
        found = Tail.Token.From(Kind, ref text, start, start + Head.Length, 1);
        if (text.Starved)
            return false;
        var token = text.Chars[start..found.End];
        var dot = token.IndexOf('.');
        if (dot < 0)
            return found.Tail is not null;
        var part = token[(dot + 1)..];
        var second = part.IndexOf('.');
        if (dot < LeastPart || (found.Tail is null && (second < 0 ? part.Length : second) < LeastPart))
            return false;
        if (!IsObject(token[..dot]) || Example.Reads(token[dot..]))
            found = found with { Score = Damaged };
        return true;
    }

    /// <summary>Whether base64 ends in a brace, maybe with blanks behind it.</summary>
    private static bool IsObject(ReadOnlySpan<char> part)
    {
        Span<byte> bytes = stackalloc byte[Detector.LookAhead];
        return Base64Url.IsValid(part) && Base64Url.TryDecodeFromChars(part, bytes, out var length) && bytes[..length].TrimEnd(" \r\n\t"u8).EndsWith("}"u8);
    }
}
