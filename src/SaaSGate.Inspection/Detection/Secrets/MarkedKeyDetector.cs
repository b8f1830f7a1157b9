using System.Buffers;

namespace SaaSGate.Inspection.Detection.Secrets;

/// <summary>
/// Keys that are known by a mark in their middle: Discord's <c>id.time.sum</c>, Telegram's <c>id:AA…</c>, Mailchimp's
/// <c>…-us7</c>, Mailgun's three groups, Azure's <c>…8Q~…</c>, Facebook's <c>id|…</c>.
/// </summary>
internal sealed class MarkedKeyDetector : Detector
{
    private const int LongestBefore = 34, LongestEscape = 6, HashLength = 32, AzureBefore = 5, DiscordTime = 6;

    private static readonly SearchValues<char> Marks = SearchValues.Create(".:-~|"), Units = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"),
        LowerHex = SearchValues.Create("0123456789abcdef");

    private static readonly ValueKind Discord = Kind("discord-token"), Telegram = Kind("telegram-token"), Mailchimp = Kind("mailchimp-key"), Mailgun = Kind("mailgun-key"), Azure = Kind("azure-client-secret"),
        Facebook = Kind("facebook-app-token");

    public override IReadOnlyList<ValueKind> Kinds { get; } = [Discord, Telegram, Mailchimp, Mailgun, Azure, Facebook];

    public override bool TryFind(TextView text, int from, out DetectedValue found, out int settled)
    {
        found = default;
        for (var at = from; ; at++)
        {
            var next = text.Chars[at..].IndexOfAny(Marks);
            if (next < 0)
            {
                settled = text.Final ? text.Length : Unfinished(text, from);
                return false;
            }
            at += next;
            var read = text.Chars[at] switch
            {
                '.' => TryReadDiscord(ref text, from, at, out found),
                ':' => TryReadNumbered(ref text, from, at, Telegram, 8, 10, 35, 35, "AA", out found),
                '|' => TryReadNumbered(ref text, from, at, Facebook, 15, 17, 27, 27, "", out found),
                '~' => TryReadAzure(ref text, from, at, out found),
                _ => TryReadHash(ref text, from, at, out found),
            };
            if (text.Starved)
            {
                settled = Math.Max(from, at - LongestBefore);
                return false;
            }
            if (!read)
                continue;
            settled = found.End;
            return true;
        }
    }

    public override string Normalise(ValueKind kind, ReadOnlySpan<char> value) => value.ToString();

    private static ValueKind Kind(string name) => new(name, FindingTypes.ApiKey, 49);

    /// <summary>Where the word at the end of the text begins, if it may be the first part of a key.</summary>
    private static int Unfinished(TextView text, int from)
    {
        var least = Math.Max(from, text.Length - LongestBefore - LongestEscape);
        var start = text.Length;
        while (start > least && Units.Contains(text.Chars[start - 1]))
            start--;
        var number = text.Chars[start..].LastIndexOfAnyExcept(Characters.Digits) + start + 1;
        if (number < text.Length && IsBot(text, number))
            return number;
        // A key may begin with what reads like the end of an escape, and behind it.
        return IsFree(text, start) && (MayBegin(text.Chars[start..]) || MayBegin(text.Chars[Math.Min(text.Length, Escapes.Behind(text, start))..])) ? start : text.Length;
    }

    private static bool MayBegin(ReadOnlySpan<char> word) =>
        word.Length > 0 && (word.Length <= AzureBefore || word[0] is 'M' or 'N' or 'O' || (word.Length <= HashLength && !word.ContainsAnyExcept(LowerHex)));

    private static bool TryReadDiscord(ref TextView text, int from, int dot, out DetectedValue found)
    {
        found = default;
        if (!RunBefore(text, from, dot, 24, 26, out var start) || text.Chars[start] is not ('M' or 'N' or 'O') || text.Peek(dot + 1 + DiscordTime) != '.')
            return false;
        var time = dot + 1;
        for (var at = time; at < time + DiscordTime; at++)
            if (!Units.Contains(text.Peek(at)))
                return false;
        return Make(ref text, Discord, start, time + DiscordTime + 1, 27, 46, out found);
    }

    private static bool TryReadNumbered(ref TextView text, int from, int mark, ValueKind kind, int least, int most, int leastBehind, int mostBehind, string head, out DetectedValue found)
    {
        found = default;
        if (!char.IsAsciiDigit(text.Before(mark)) || !RunBefore(text, from, mark, least, most, out var start, afterWord: kind == Telegram) || text.Chars[start..mark].ContainsAnyExcept(Characters.Digits))
            return false;
        foreach (var (i, unit) in head.Index())
            if (text.Peek(mark + 1 + i) != unit)
                return false;
        return Make(ref text, kind, start, mark + 1, leastBehind, mostBehind, out found);
    }

    private static bool TryReadAzure(ref TextView text, int from, int mark, out DetectedValue found)
    {
        found = default;
        var start = mark - AzureBefore;
        if (start < from || text.Before(mark) != 'Q' || !char.IsAsciiDigit(text.Before(mark, 2)) || !IsFree(text, start) || text.Chars[start..mark].ContainsAnyExcept(Units))
            return false;
        var end = mark + 1;
        while (end - mark <= 36 && (Units.Contains(text.Peek(end)) || text.Peek(end) is '~' or '.'))
            end++;
        found = new DetectedValue(Azure, start, end, 1);
        return !text.Starved && end - mark is >= 32 and <= 36 && !Example.Fills(text.Chars[start..end]);
    }

    /// <summary>32 hexadecimal digits, and the data centre or two more groups.</summary>
    private static bool TryReadHash(ref TextView text, int from, int dash, out DetectedValue found)
    {
        found = default;
        var start = dash - HashLength;
        if (start < from || !LowerHex.Contains(text.Before(dash)) || text.Chars[start..dash].ContainsAnyExcept(LowerHex) || !IsFree(text, start))
            return false;
        if (text.Peek(dash + 1) == 'u' && text.Peek(dash + 2) == 's' && char.IsAsciiDigit(text.Peek(dash + 3)))
        {
            var end = char.IsAsciiDigit(text.Peek(dash + 4)) ? dash + 5 : dash + 4;
            found = new DetectedValue(Mailchimp, start, end, 1);
            return !text.Starved && !Units.Contains(text.Peek(end));
        }
        for (var i = 1; i <= 17; i++)
            if (i == 9 ? text.Peek(dash + i) != '-' : !LowerHex.Contains(text.Peek(dash + i)))
                return false;
        found = new DetectedValue(Mailgun, start, dash + 18, 1);
        return !text.Starved && !Units.Contains(text.Peek(dash + 18)) && !text.Starved;
    }

    private static bool Make(ref TextView text, ValueKind kind, int start, int behind, int least, int most, out DetectedValue found)
    {
        var end = behind;
        while (end - behind <= most && Units.Contains(text.Peek(end)))
            end++;
        found = new DetectedValue(kind, start, end, 1);
        return !text.Starved && end - behind >= least && end - behind <= most && !Example.Fills(text.Chars[behind..end]);
    }

    /// <summary>The run before a mark, where it has the right length and is free before.</summary>
    private static bool RunBefore(TextView text, int from, int mark, int least, int most, out int start, bool afterWord = false)
    {
        var first = Math.Max(from, mark - most - LongestEscape);
        start = first + text.Chars[first..mark].LastIndexOfAnyExcept(afterWord ? Characters.Digits : Units) + 1;
        if (mark - start < least)
            return false;
        start = Math.Min(mark, Escapes.Behind(text, start));
        return mark - start >= least && mark - start <= most && (IsFree(text, start) || (afterWord && IsBot(text, start)));
    }

    /// <summary>In the addresses of Telegram's API the token stands behind <c>/bot</c>.</summary>
    private static bool IsBot(TextView text, int start) => text.Before(start) == 't' && text.Before(start, 2) == 'o' && text.Before(start, 3) == 'b' && text.Before(start, 4) == '/';

    private static bool IsFree(TextView text, int start) => !Units.Contains(text.Before(start)) || text.Before(start) == '\0' || Escapes.EndsBefore(text, start);
}
