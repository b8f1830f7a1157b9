using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace SaaSGate.Simulator.Answers;

/// <summary>
/// The directives of a prompt: <c>[[sim: name=value name …]]</c>, any number of them. A value is a bare word, a JSON string or a JSON object;
/// a name alone is a switch. README.md lists them.
/// </summary>
internal sealed class Directives
{
    private const string Opening = "[[sim:";
    private static readonly SearchValues<char> NameEnds = SearchValues.Create(" \t\r\n=]");
    private static readonly SearchValues<char> ValueEnds = SearchValues.Create(" \t\r\n]");

    private Directives(IReadOnlyList<IReadOnlyList<Entry>> groups, string prompt, string? mistake) =>
        (Groups, Prompt, Mistake) = (groups, prompt, mistake);

    /// <summary>One list for each pair of brackets, in order.</summary>
    public IReadOnlyList<IReadOnlyList<Entry>> Groups { get; }

    /// <summary>The text without its directives.</summary>
    public string Prompt { get; }

    /// <summary>What is wrong with the directives, if anything is.</summary>
    public string? Mistake { get; private set; }

    public bool Has(string name) => Groups.Any(group => group.Any(entry => entry.Name == name));

    public string? Text(string name) => Groups.SelectMany(group => group).LastOrDefault(entry => entry.Name == name)?.Value;

    public int? Number(string name)
    {
        if (Text(name) is not { } text)
            return null;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return number;
        Mistake ??= $"{name} wants a number, not \"{text}\"";
        return null;
    }

    /// <summary>A time such as <c>50ms</c>, <c>2s</c>, <c>10m</c>.</summary>
    public TimeSpan? Time(string name)
    {
        if (Text(name) is not { } text)
            return null;
        var digits = text.TrimEnd('m', 's');
        if (double.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
        {
            switch (text[digits.Length..])
            {
                case "ms": return TimeSpan.FromMilliseconds(number);
                case "s": return TimeSpan.FromSeconds(number);
                case "m": return TimeSpan.FromMinutes(number);
            }
        }

        Mistake ??= $"{name} wants a time such as 50ms, 2s or 10m, not \"{text}\"";
        return null;
    }

    public static Directives Read(string text)
    {
        var groups = new List<IReadOnlyList<Entry>>();
        var prompt = new StringBuilder();
        string? mistake = null;
        var rest = text.AsSpan();
        while (mistake is null && rest.IndexOf(Opening, StringComparison.OrdinalIgnoreCase) is var at and >= 0)
        {
            prompt.Append(rest[..at]);
            rest = rest[(at + Opening.Length)..];
            groups.Add(ReadGroup(ref rest, out mistake));
        }

        return new Directives(groups, prompt.Append(rest).ToString().Trim(), mistake);
    }

    private static List<Entry> ReadGroup(ref ReadOnlySpan<char> rest, out string? mistake)
    {
        var entries = new List<Entry>();
        mistake = null;
        while (true)
        {
            rest = rest.TrimStart();
            if (rest.StartsWith("]]"))
            {
                rest = rest[2..];
                return entries;
            }

            var end = rest.IndexOfAny(NameEnds);
            if (end <= 0)
            {
                mistake = "a directive has no end: ]] is missing";
                return entries;
            }

            var name = rest[..end].ToString();
            rest = rest[end..];
            if (!Vocabulary.Knows(name))
            {
                mistake = $"unknown directive \"{name}\"";
                return entries;
            }

            string? value = null;
            if (rest[0] == '=' && !TryReadValue(ref rest, out value))
            {
                mistake = $"the value of {name} cannot be read";
                return entries;
            }

            entries.Add(new Entry(name, value));
        }
    }

    private static bool TryReadValue(ref ReadOnlySpan<char> rest, out string? value)
    {
        value = null;
        rest = rest[1..];
        if (rest.IsEmpty)
            return false;
        if (rest[0] is not ('"' or '{' or '['))
        {
            var end = rest.IndexOfAny(ValueEnds);
            if (end <= 0)
                return false;
            value = rest[..end].ToString();
            rest = rest[end..];
            return true;
        }

        var utf8 = Encoding.UTF8.GetBytes(rest.ToString());
        var json = new Utf8JsonReader(utf8, isFinalBlock: false, default);
        try
        {
            if (!json.Read())
                return false;
            if (json.TokenType == JsonTokenType.String)
                value = json.GetString();
            else if (!json.TrySkip())
                return false;
        }
        catch (Exception mistake) when (mistake is JsonException or InvalidOperationException)
        {
            return false;
        }

        var taken = Encoding.UTF8.GetCharCount(utf8.AsSpan(0, (int)json.BytesConsumed));
        value ??= rest[..taken].ToString();
        rest = rest[taken..];
        return true;
    }

    /// <param name="Name">As in <see cref="Vocabulary"/>.</param>
    /// <param name="Value">A bare word, the content of a JSON string, or a JSON object as written; null for a switch.</param>
    internal sealed record Entry(string Name, string? Value);
}
