using System.Collections.Frozen;

namespace SaaSGate.Inspection.Detection.Identity;

/// <summary>
/// Ids of people, companies and things. Each run of letters and digits with a digit in it is read once; its layout tells which
/// formats it may be, their check digits which it can be, and the words before it which it is.
/// </summary>
internal sealed class IdDetector(IdCatalog catalog) : Detector
{
    /// <summary>Most letters before the first digit of a group.</summary>
    private const int MaxLetters = 8;

    /// <summary>Most letters that stand alone before the rest: <c>GB 123 4567 89</c>.</summary>
    private const int MaxPrefix = 4;

    /// <summary>Fewest digits of an id; a year has one less.</summary>
    private const int LeastDigits = 5;

    /// <summary>From this score on, an id is one whatever the words before it say.</summary>
    private const double Marked = 0.7;

    public override IReadOnlyList<ValueKind> Kinds { get; } = [.. catalog.Formats.SelectMany(format => format.Kinds)];

    public override bool TryFind(TextView text, int from, out DetectedValue found, out int settled)
    {
        var reading = new IdReading();
        for (var at = from; ; at++)
        {
            var next = text.Chars[at..].IndexOfAny(Characters.Digits);
            if (next < 0)
            {
                (found, settled) = (default, text.Final ? text.Length : PrefixStart(text, RunStart(text, text.Length, from), from));
                return false;
            }
            at += next;
            // Most numbers are short and stand alone: nothing else need be known of them.
            var alone = IsAlone(ref text, at, out var digits);
            var labelled = digits == LeastDigits - 1 && IdCues.IsLabelled(text, at);
            if (alone && digits < LeastDigits && !labelled && !text.Starved)
            {
                at += digits - 1;
                continue;
            }
            if (text.Chars[Math.Max(0, at - 5)..at].ContainsAny('\\', '%') && Escapes.Behind(text, at) is var behind && behind > at)
            {
                at = behind - 1;
                continue;
            }
            var start = RunStart(text, at, from);
            if (Continues(text, start))
            {
                at = GroupEnd(text, at) - 1;
                continue;
            }
            var prefix = PrefixStart(text, start, from);
            var best = new Match(catalog);
            if (!text.Starved)
                reading.Read(ref text, start);
            if (text.Starved)
            {
                (found, settled) = (default, prefix);
                return false;
            }
            if (reading.Count == 0)
            {
                at = GroupEnd(text, at) - 1;
                continue;
            }
            var end = reading.FirstEnd;
            if (reading.Digits >= LeastDigits || labelled || (!alone && reading.Digits == LeastDigits - 1))
            {
                best.Try(text, ref reading, start);
                if (prefix < start && Reread(ref text, ref reading, prefix))
                    best.Try(text, ref reading, prefix);
                if (best.Format is null && start < at && text.Before(start) == '.' && Reread(ref text, ref reading, at))
                    best.TryGlued(text, ref reading, at);
            }
            if (best.Format is { } format)
            {
                (found, settled) = (new DetectedValue(format.Kind(best.Score), best.Start, best.End, best.Score), best.End);
                return true;
            }
            at = end - 1;
        }
    }

    public override string Normalise(ValueKind kind, ReadOnlySpan<char> value)
    {
        Span<char> id = stackalloc char[Math.Min(value.Length, LookAhead)];
        var count = 0;
        foreach (var c in value[..id.Length])
            if (char.IsAsciiLetterOrDigit(c))
                id[count++] = char.ToUpperInvariant(c);
        return new string(id[..count]);
    }

    public override Detector? Limit(FrozenSet<string> types)
    {
        var formats = catalog.Formats.Where(format => types.Contains(format.Type)).ToArray();
        return formats.Length == catalog.Formats.Count ? this : formats.Length == 0 ? null : new IdDetector(new IdCatalog(formats));
    }

    /// <summary>Whether digits stand alone: neither letters nor other groups are joined to them.</summary>
    private static bool IsAlone(ref TextView text, int at, out int digits)
    {
        var end = at;
        while (end - at < LeastDigits && char.IsAsciiDigit(text.Peek(end)))
            end++;
        digits = end - at;
        var next = text.Peek(end);
        if (char.IsAsciiLetterOrDigit(next) || (at > 0 && char.IsAsciiLetter(text.Chars[at - 1])))
            return false;
        var joins = next is '.' or '/' or '(' || Characters.IsDash(next) || Characters.IsSpace(next);
        return !joins || !(text.Peek(end + 1) is var behind && (char.IsAsciiDigit(behind) || char.IsAsciiLetterUpper(behind) || (char.IsAsciiLetterLower(behind) && !Characters.IsSpace(next))));
    }

    private static bool Reread(ref TextView text, ref IdReading reading, int prefix)
    {
        // What follows was read to its end already, so this cannot run out of text.
        reading.Read(ref text, prefix);
        return reading.Count > 0;
    }

    private static int GroupEnd(TextView text, int at)
    {
        while (at < text.Length && char.IsAsciiLetterOrDigit(text.Chars[at]))
            at++;
        return at;
    }

    /// <summary>Where the letters begin that end at an index.</summary>
    private static int RunStart(TextView text, int end, int from)
    {
        var start = end;
        while (start > from && end - start <= MaxLetters && char.IsAsciiLetterOrDigit(text.Chars[start - 1]) && !Escapes.EndsBefore(text, start))
            start--;
        return start;
    }

    /// <summary>Where a few letters begin that stand before a group, with a space or a dash between; the group itself where none do.</summary>
    private static int PrefixStart(TextView text, int group, int from)
    {
        if (group <= from || !(Characters.IsSpace(text.Chars[group - 1]) || Characters.IsDash(text.Chars[group - 1])))
            return group;
        var start = group - 1;
        while (start > from && group - start <= MaxPrefix && char.IsAsciiLetterUpper(text.Chars[start - 1]) && !Escapes.EndsBefore(text, start))
            start--;
        return start < group - 1 && !Continues(text, start) ? start : group;
    }

    /// <summary>Whether what begins at an index is the rest of a word, a number, or another id.</summary>
    private static bool Continues(TextView text, int start)
    {
        if (Characters.ContinuesNumber(text, start))
            return true;
        if (!(Characters.IsDash(text.Before(start)) || text.Before(start) is '.' or '/'))
            return false;
        for (var at = start - 1; at > 0 && start - at < 24 && char.IsAsciiLetterOrDigit(text.Chars[at - 1]); at--)
            if (char.IsAsciiDigit(text.Chars[at - 1]))
                return true;
        return false;
    }

    private ref struct Match(IdCatalog catalog)
    {
        private Cue? _cues;

        public IdFormat? Format { get; private set; }

        public double Score { get; private set; }

        public int Start { get; private set; }

        public int End { get; private set; }

        public void Try(TextView text, ref IdReading reading, int start)
        {
            for (var group = reading.Count - 1; group >= 0; group--)
            {
                if (!reading.MayEnd(group))
                    continue;
                var layout = reading.Layout(group);
                Try(text, catalog[layout], ref reading, group, start);
                Try(text, layout.Contains(' ') ? catalog.Spaced : catalog.Unspaced, ref reading, group, start);
            }
        }

        /// <summary>What a domain before it was joined to by mistake: only an id that its marks make sure.</summary>
        public void TryGlued(TextView text, ref IdReading reading, int start)
        {
            Try(text, ref reading, start);
            if (Score < 0.8)
                Format = null;
        }

        private void Try(TextView text, IdFormat[] formats, ref IdReading reading, int group, int start)
        {
            foreach (var format in formats)
            {
                if (Math.Max(format.Named, format.Bare) <= Score || !format.Check(reading.Id(group)))
                    continue;
                var score = Says(text, format.Cues, start) ? format.Named : format.Bare < Marked && Says(text, Cue.Other, start) ? format.Bare / 2 : format.Bare;
                if (score > Score)
                    (Format, Score, Start, End) = (format, score, start, reading.End(group));
            }
        }

        private bool Says(TextView text, Cue cues, int start) => ((_cues ??= IdCues.Before(text, start)) & cues) != 0;
    }
}
