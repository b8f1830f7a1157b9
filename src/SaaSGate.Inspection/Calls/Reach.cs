using System.Text;
using System.Text.Json;
using SaaSGate.Contracts.Addresses;
using SaaSGate.Inspection.Exfiltration.Threats;
using SaaSGate.Inspection.Json;
using SaaSGate.Inspection.Policies.Matching;

namespace SaaSGate.Inspection.Calls;

/// <summary>
/// Where a request or a tool call goes, held against patterns of destinations: <c>files.example.com</c>, <c>*.example.com</c>,
/// <c>someone@example.com</c>. What cannot be told counts as a match: this serves locks.
/// </summary>
public static class Reach
{
    /// <summary>Stands for places that are too many, or that cannot be told.</summary>
    public const string Anywhere = "*";

    /// <summary>Whether a text can be a pattern.</summary>
    public static bool IsPattern(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return DestinationList.IsEntry(text) && text.Any(char.IsLetterOrDigit);
    }

    /// <summary>Whether a host or a mail address is meant.</summary>
    public static bool IsMeant(string pattern, string destination)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        ArgumentNullException.ThrowIfNull(destination);
        if (DestinationList.Contains([pattern], destination))
            return true;
        var (onWire, there) = (DestinationName.OnWire(pattern), DestinationName.OnWire(destination));
        return (onWire ?? there) is not null && DestinationList.Contains([onWire ?? pattern], there ?? destination);
    }

    /// <summary>The first of the patterns that a tool call goes to; null when it goes to none.</summary>
    /// <param name="input">The call's input: JSON in UTF-8, or text that is none.</param>
    /// <param name="patterns">What is locked.</param>
    public static string? OfCall(ReadOnlySpan<byte> input, IReadOnlyList<string> patterns)
    {
        ArgumentNullException.ThrowIfNull(patterns);
        try
        {
            return Walk(input, (text, name) => Match(text, name, patterns), isCall: true, everything: true).Match;
        }
        catch (Exception unreadable) when (unreadable is JsonException or InspectionException)
        {
            return Match(Encoding.UTF8.GetString(input), "host", patterns);
        }
    }

    /// <summary>
    /// The same of a request: servers that Claude is to call for it, addresses of images and documents that Claude is to fetch, and inputs of tool calls
    /// that are in it. Where Claude may fetch pages, every address in it counts.
    /// </summary>
    /// <param name="body">What goes to Claude: JSON in UTF-8.</param>
    /// <param name="patterns">What is locked.</param>
    public static string? OfRequest(ReadOnlySpan<byte> body, IReadOnlyList<string> patterns)
    {
        ArgumentNullException.ThrowIfNull(patterns);
        if (body.IsEmpty || patterns.Count == 0)
            return null;
        try
        {
            return OfRequest(body, (text, name) => Match(text, name, patterns));
        }
        catch (Exception unreadable) when (unreadable is JsonException or InspectionException)
        {
            return patterns[0];
        }
    }

    /// <summary>
    /// Where a request goes, as <see cref="OfRequest(ReadOnlySpan{byte}, IReadOnlyList{string})"/> looks at it: at most so many hosts and addresses of mail; <see cref="Anywhere"/> alone where there are
    /// more, or it cannot be told.
    /// </summary>
    /// <param name="body">What goes to Claude: JSON in UTF-8.</param>
    /// <param name="most">How many.</param>
    public static IReadOnlyCollection<string> PlacesOf(ReadOnlySpan<byte> body, int most)
    {
        var places = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        try
        {
            return OfRequest(body, Add) is null ? places : [Anywhere];
        }
        catch (Exception unreadable) when (unreadable is JsonException or InspectionException)
        {
            return [Anywhere];
        }

        string? Add(string text, string name)
        {
            var found = Destinations.Find(text, name);
            foreach (var threat in found)
                places.Add(threat.Destination!);
            return found.Count >= Destinations.Most || places.Count > most ? Anywhere : null;
        }
    }

    /// <summary>Whether a request lets Claude call tools that the skill runs. What cannot be read may.</summary>
    public static bool HasTools(ReadOnlySpan<byte> body)
    {
        if (body.IsEmpty)
            return false;
        try
        {
            var reader = new Utf8JsonReader(body, StrictJson.Options);
            while (reader.Read())
                if (reader.TokenType == JsonTokenType.PropertyName && reader.CurrentDepth == 1 && reader.ValueTextEquals("tools"u8))
                    return true;
            return false;
        }
        catch (JsonException)
        {
            return true;
        }
    }

    private static string? OfRequest(ReadOnlySpan<byte> body, Func<string, string, string?> find)
    {
        var (match, fetches) = Walk(body, find, isCall: false, everything: false);
        return match ?? (fetches ? Walk(body, find, isCall: false, everything: true).Match : null);
    }

    private static (string? Match, bool Fetches) Walk(ReadOnlySpan<byte> json, Func<string, string, string?> find, bool isCall, bool everything)
    {
        var reader = new Utf8JsonReader(json, StrictJson.Options);
        // Of what is open, the name of the member that it is, or that it is an item of, and whether what is in it says where to.
        var (open, name, tells, fetches) = (new Stack<(string Name, bool Tells)>(), "", everything, false);
        while (reader.Read())
            switch (reader.TokenType)
            {
                case JsonTokenType.StartObject or JsonTokenType.StartArray:
                    open.Push((name, tells));
                    tells |= name is "input" or "mcp_servers" or "allowed_domains";
                    break;
                case JsonTokenType.EndObject or JsonTokenType.EndArray:
                    (name, tells) = open.Pop();
                    break;
                case JsonTokenType.PropertyName:
                    name = JsonText.ToText(reader.ValueSpan);
                    if (isCall && find(name, "") is { } named)
                        return (named, fetches);
                    break;
                case JsonTokenType.String:
                    var text = JsonText.ToText(reader.ValueSpan);
                    fetches |= name == "type" && text.StartsWith("web_fetch", StringComparison.Ordinal);
                    if ((tells || name == "url") && find(text, name is "allowed_domains" ? "host" : isCall ? "host" : name) is { } found)
                        return (found, fetches);
                    break;
                default:
                    break;
            }
        return (null, fetches);
    }

    private static string? Match(string text, string name, IReadOnlyList<string> patterns)
    {
        var found = Destinations.Find(text, name);
        if (found.Count >= Destinations.Most)
            return patterns[0];
        foreach (var threat in found)
            foreach (var pattern in patterns)
                if (IsMeant(pattern, threat.Destination!))
                    return pattern;
        return null;
    }
}
