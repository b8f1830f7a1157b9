using System.Buffers;

namespace SaaSGate.Inspection.Detection.Secrets;

/// <summary><c>-----BEGIN … PRIVATE KEY…-----</c> and then a run that is long enough to be key, not prose about keys.</summary>
internal sealed record PrivateKeyFormat() : HeadFormat("private-key", "-----BEGIN ")
{
    private const int LeastRun = 24, Dashes = 5;
    private static readonly SearchValues<char> Base64 = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=");

    /// <summary>Dashes may be drawn longer.</summary>
    public override bool MayBeginAt(TextView text, int index) => text.Before(index) != '-';

    public override bool TryRead(ref TextView text, int start, out DetectedValue found)
    {
        found = default;
        var limit = start + Detector.LookAhead;
        var at = start + Head.Length;
        while (at < limit && text.Peek(at) is (>= 'A' and <= 'Z') or (>= '0' and <= '9') or ' ')
            at++;
        if (text.Starved || text.Chars[start..at].IndexOf("PRIVATE KEY") < 0 || !IsDashes(ref text, at))
            return false;
        at += Dashes;
        for (var run = 0; run < LeastRun; at++)
        {
            if (at == limit || text.Peek(at) == '\0' || (text.Peek(at) == '-' && text.Peek(at + 1) == '-'))
                return false;
            // The n of a written line end is no part of a run.
            run = text.Peek(at) == '\\' ? -1 : Base64.Contains(text.Peek(at)) ? run + 1 : 0;
        }
        found = Tail.PrivateKey.From(Kind, ref text, start, at, 1);
        return !text.Starved;
    }

    private static bool IsDashes(ref TextView text, int at)
    {
        for (var i = 0; i < Dashes; i++)
            if (text.Peek(at + i) != '-')
                return false;
        return true;
    }
}
