using System.Collections.Frozen;
using System.Text;

namespace SaaSGate.Postgres.Search;

/// <summary>Letters without their accents, and wide letters as the usual ones. (Unicode's own decomposition is not there where globalization is invariant.)</summary>
internal static class PlainLetters
{
    private const string Rows = """
        a àáâãäåāăąǎȁȃạảấầẩẫậắằẳẵặ
        ae æǽ
        c çćĉċč
        d ďđð
        e èéêëēĕėęěȅȇẹẻẽếềểễệ
        g ĝğġģǧ
        h ĥħ
        i ìíîïĩīĭįıǐỉị
        j ĵ
        k ķ
        l ĺļľŀł
        n ñńņňŉŋ
        o òóôõöøōŏőơǒọỏốồổỗộớờởỡợ
        oe œ
        r ŕŗř
        s śŝşšșſ
        ss ß
        t ţťŧț
        th þ
        u ùúûüũūŭůűųưǔụủứừửữự
        w ŵẁẃẅ
        y ýÿŷỳỵỷỹ
        z źżž
        fi ﬁ
        fl ﬂ
        ff ﬀ
        """;

    private static readonly FrozenDictionary<int, string> Plain = Rows.Split('\n').Select(row => row.Trim().Split(' '))
        .SelectMany(row => row[1].EnumerateRunes().Select(letter => (letter.Value, row[0]))).ToFrozenDictionary(pair => pair.Value, pair => pair.Item2);

    /// <summary>The letter in lower case, as one or more plain ones.</summary>
    public static string Of(Rune letter)
    {
        var lower = Rune.ToLowerInvariant(letter.Value is >= 0xFF10 and <= 0xFF5A ? new Rune(letter.Value - 0xFEE0) : letter);
        return Plain.GetValueOrDefault(Rune.ToLowerInvariant(lower).Value) ?? lower.ToString();
    }
}
