using System.Buffers;

namespace SaaSGate.Inspection.Detection.Secrets;

/// <summary>How the keys of one service are written.</summary>
/// <param name="Head">What they begin with.</param>
/// <param name="Alphabet">Units after the head.</param>
/// <param name="Tail">How units after the head go on.</param>
/// <param name="Least">Fewest units after the head.</param>
/// <param name="Most">Most units after the head; more make it something else.</param>
/// <param name="Mixed">Whether letters and digits must both occur: names of things rarely have both.</param>
internal sealed record KeyFormat(string Head, SearchValues<char> Alphabet, Tail Tail, int Least, int Most = int.MaxValue, bool Mixed = false)
{
    private const string PrivateKeyHead = "-----BEGIN ", TokenHead = "eyJ", Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private const int LeastPrivateKeyRun = 24, LeastTokenPart = 10;
    private static readonly SearchValues<char> Plain = SearchValues.Create(Letters), Url = SearchValues.Create(Letters + "-_"),
        Base64 = SearchValues.Create(Letters + "+/=");

    public static readonly ValueKind Kind = new("api-key", FindingTypes.ApiKey, 50);

    /// <summary>Longer heads before shorter ones that they begin with.</summary>
    public static KeyFormat[] All { get; } =
    [
        Key("sk-ant-", 16), Key("sk-proj-", 16), Key("sk-svcacct-", 16), Key("sk-admin-", 16), Key("sk-", 20) with { Mixed = true },
        Key("sgk_", 16), Key("sgt_", 16),
        new("AKIA", Plain, Tail.Letters, 16, 16), new("ASIA", Plain, Tail.Letters, 16, 16), Key("AIza", 35),
        Word("ghp_", 30), Word("gho_", 30), Word("ghu_", 30), Word("ghs_", 30), Word("ghr_", 30), Key("github_pat_", 22),
        Key("xoxb-", 10), Key("xoxa-", 10), Key("xoxp-", 10), Key("xoxr-", 10), Key("xoxs-", 10),
        Word("sk_live_", 10), Word("rk_live_", 10), Word("sk_test_", 10), Word("rk_test_", 10),
        Key("glpat-", 16), Word("npm_", 30),
        new(TokenHead, Url, Tail.Token, LeastTokenPart), new(PrivateKeyHead, Base64, Tail.PrivateKey, LeastPrivateKeyRun),
    ];

    /// <summary>Whether a key can begin at an index, after what stands before; dashes of a private key may be drawn longer.</summary>
    public bool MayBeginAt(TextView text, int index) =>
        Head == PrivateKeyHead ? text.Before(index) != '-' : !char.IsAsciiLetterOrDigit(text.Before(index)) || Escapes.EndsBefore(text, index);

    /// <summary>Reads a key whose head stands at an index.</summary>
    public bool TryRead(ref TextView text, int start, out DetectedValue found) => Head switch
    {
        PrivateKeyHead => TryReadPrivateKey(ref text, start, out found),
        TokenHead => TryReadToken(ref text, start, out found),
        _ => TryReadKey(ref text, start, out found),
    };

    private static KeyFormat Key(string head, int least) => new(head, Url, Tail.Key, least);

    private static KeyFormat Word(string head, int least) => new(head, Plain, Tail.Letters, least);

    private bool TryReadKey(ref TextView text, int start, out DetectedValue found)
    {
        found = Tail.From(Kind, ref text, start, start + Head.Length, 1);
        if (text.Starved)
            return false;
        var key = text.Chars[(start + Head.Length)..found.End];
        return key.Length >= Least && key.Length <= Most && (!Mixed || (key.IndexOfAny(Characters.Digits) >= 0 && key.ContainsAnyExcept(Characters.Digits)));
    }

    /// <summary>Two parts at least, or one that is longer than the look-ahead.</summary>
    private bool TryReadToken(ref TextView text, int start, out DetectedValue found)
    {
        found = Tail.From(Kind, ref text, start, start + Head.Length, 1);
        if (text.Starved)
            return false;
        var token = text.Chars[start..found.End];
        var dot = token.IndexOf('.');
        if (dot < 0)
            return found.Tail is not null;
        var part = token[(dot + 1)..];
        var second = part.IndexOf('.');
        return dot >= LeastTokenPart && (found.Tail is not null || (second < 0 ? part.Length : second) >= LeastTokenPart);
    }

    /// <summary><c>-----BEGIN … PRIVATE KEY…-----</c> and then a run that is long enough to be key, not prose about keys.</summary>
    private bool TryReadPrivateKey(ref TextView text, int start, out DetectedValue found)
    {
        found = default;
        var limit = start + Detector.LookAhead;
        var at = start + Head.Length;
        while (at < limit && text.Peek(at) is (>= 'A' and <= 'Z') or (>= '0' and <= '9') or ' ')
            at++;
        if (text.Starved || text.Chars[start..at].IndexOf("PRIVATE KEY") < 0 || !IsDashes(ref text, at))
            return false;
        at += 5;
        for (var run = 0; run < Least; at++)
        {
            if (at == limit || text.Peek(at) == '\0' || (text.Peek(at) == '-' && text.Peek(at + 1) == '-'))
                return false;
            // The n of a written line end is no part of a run.
            run = text.Peek(at) == '\\' ? -1 : Alphabet.Contains(text.Peek(at)) ? run + 1 : 0;
        }
        found = Tail.From(Kind, ref text, start, at, 1);
        return !text.Starved;
    }

    private static bool IsDashes(ref TextView text, int at)
    {
        for (var i = 0; i < 5; i++)
            if (text.Peek(at + i) != '-')
                return false;
        return true;
    }
}
