using System.Text.RegularExpressions;

namespace SaaSGate.Benchmarks.Names;

/// <summary>
/// The forms of texts that nothing may be learned from: their words in small letters, their values as types. A sentence of ours that nearly repeats one of them, by
/// chance or by memory, would be training on what is scored, so it is left out.
/// </summary>
internal sealed partial class NameForms
{
    /// <summary>Share of the words of both, in the same order, from which two are near: 0 to 1.</summary>
    private const double Near = 0.75;

    /// <summary>Shorter forms are near where they are the same.</summary>
    private const int Short = 3;

    private const string Place = "{PLACE}";

    private readonly Dictionary<string, int> _words = [];
    private readonly List<int[]> _forms = [];

    /// <param name="templates">Of the texts: each value replaced by its type in braces.</param>
    public NameForms(IEnumerable<string> templates)
    {
        var known = new HashSet<string>();
        foreach (var words in templates.Select(Words))
            if (words.Count > 0 && known.Add(string.Join(' ', words)))
                _forms.Add([.. words.Select(Number)]);
    }

    /// <summary>Whether a template nearly repeats one of the forms.</summary>
    public bool AreNear(string template)
    {
        int[] form = [.. Words(template).Select(Number)];
        return _forms.Exists(other => IsNear(form, other));
    }

    private static bool IsNear(int[] one, int[] other)
    {
        if (Math.Min(one.Length, other.Length) < Short)
            return one.AsSpan().SequenceEqual(other);
        var least = Near * (one.Length + other.Length) / 2;
        return Math.Min(one.Length, other.Length) >= least && one.Count(word => Array.IndexOf(other, word) >= 0) >= least && Common(one, other) >= least;
    }

    /// <summary>The length of their longest common subsequence.</summary>
    private static int Common(int[] one, int[] other)
    {
        var before = new int[other.Length + 1];
        foreach (var word in one)
        {
            var row = new int[other.Length + 1];
            for (var j = 0; j < other.Length; j++)
                row[j + 1] = word == other[j] ? before[j] + 1 : Math.Max(before[j + 1], row[j]);
            before = row;
        }
        return before[^1];
    }

    private int Number(string word)
    {
        if (!_words.TryGetValue(word, out var number))
            _words.Add(word, number = _words.Count);
        return number;
    }

    /// <summary>Addresses, their pieces and places are marked in many ways: one behind the other, they are one.</summary>
    private static List<string> Words(string template)
    {
        var words = new List<string>();
        foreach (var word in Word().Matches(template).Select(match => match.Value))
        {
            var name = word is "{ADDRESS}" or "{NUMBER}" or "{STREET}" or "{UNIT}" or "{CODE}" or "{ZIP}" or "{LOCATION}" or "{CITY}" or "{COUNTRY}" ? Place : word.ToLowerInvariant();
            if (name != Place || words.Count == 0 || words[^1] != Place)
                words.Add(name);
        }
        return words;
    }

    [GeneratedRegex(@"\{[A-Z_]+\}|[\p{L}\p{N}']+")]
    private static partial Regex Word();
}
