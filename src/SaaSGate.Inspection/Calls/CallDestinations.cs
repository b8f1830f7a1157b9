using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using SaaSGate.Inspection.Exfiltration.Threats;
using SaaSGate.Inspection.Json;

namespace SaaSGate.Inspection.Calls;

/// <summary>
/// Where a tool call may send something, as its record tells: hosts, addresses of mail, what stands in members that say where to. Labels are
/// among them: nobody sees what they stand for, and another one may mean another place. Rather too much is told than too little.
/// </summary>
public static partial class CallDestinations
{
    /// <summary>The most that are told.</summary>
    public const int Most = 50;

    private const int Longest = 300;

    private static readonly string[] Addressees = ["to", "cc", "bcc", "recipient", "recipients", "receiver", "channel", "phone", "account"];

    /// <summary>Each once, in ordinal order. Null where they are not known: the input is no JSON object, they are too many, too long or no text, or there are none.</summary>
    /// <param name="input">Input of the call, as it is recorded: JSON in UTF-8.</param>
    public static IReadOnlyList<string>? In(ReadOnlySpan<byte> input)
    {
        var found = new SortedSet<string>(StringComparer.Ordinal);
        try
        {
            var reader = new Utf8JsonReader(input, StrictJson.Options);
            return reader.Read() && reader.TokenType == JsonTokenType.StartObject && TryRead(ref reader, found) && found.Count is > 0 and <= Most && found.All(IsText) ? [.. found] : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static bool TryRead(ref Utf8JsonReader reader, SortedSet<string> found)
    {
        // Of what is open, the name of the member that it is, or that it is an item of.
        var (open, name, isKnown) = (new Stack<string>(), "", true);
        while (isKnown && reader.Read())
            switch (reader.TokenType)
            {
                case JsonTokenType.StartObject or JsonTokenType.StartArray:
                    open.Push(name);
                    break;
                case JsonTokenType.EndObject or JsonTokenType.EndArray:
                    open.TryPop(out name!);
                    break;
                case JsonTokenType.PropertyName:
                    name = JsonText.ToText(reader.ValueSpan);
                    isKnown = TryAdd(name, "", found);
                    break;
                case JsonTokenType.String or JsonTokenType.Number:
                    isKnown = TryAdd(JsonText.ToText(reader.ValueSpan), name, found);
                    break;
                default:
                    break;
            }
        return isKnown;
    }

    /// <summary>False where there are too many, or one that is too long.</summary>
    private static bool TryAdd(string text, string name, SortedSet<string> found)
    {
        // What could be a host by itself counts as one, whatever the member is called.
        var hosts = Destinations.Find(text, "host");
        foreach (var host in hosts)
            found.Add(host.Destination!);
        foreach (var label in Label().EnumerateMatches(text))
            found.Add(text.Substring(label.Index, label.Length));
        if (Addressees.Contains(name, StringComparer.OrdinalIgnoreCase) || (hosts.Count == 0 && Destinations.IsHostName(name)))
        {
            if (text.Length > Longest)
                return false;
            if (text.Length > 0)
                found.Add(text);
        }
        return hosts.Count < Destinations.Most && found.Count <= Most;
    }

    /// <summary>Half a surrogate pair, which JSON can write, is none.</summary>
    private static bool IsText(string text) => !text.EnumerateRunes().Contains(Rune.ReplacementChar);

    [GeneratedRegex(@"\[[A-Z][A-Z0-9_]*_[A-Z0-9]{6}\]", RegexOptions.CultureInvariant)]
    private static partial Regex Label();
}
