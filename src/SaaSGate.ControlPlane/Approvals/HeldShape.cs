using System.Text.Json;
using System.Text.Json.Nodes;
using SaaSGate.ControlPlane.Regions;
using SaaSGate.Postgres.Recording;

namespace SaaSGate.ControlPlane.Approvals;

/// <summary>What a view is about: a line for lists, what likes are bound to, and the view without bodies for partners who are given no more.</summary>
/// <param name="Summary">One line, masked.</param>
/// <param name="Tool">The tool that is called, or all that are offered and all that Claude may reach by itself; in the order of their names.</param>
/// <param name="Destination">Where it goes: the connection, hosts in the input of a tool that is called, and what stands for all places that its gateway saw there; where it saw none, for the call itself, so that nothing is like it.</param>
/// <param name="Places">Hosts and addresses where a tool call may send something.</param>
/// <param name="SummaryView">UTF-8 JSON in the shape of <see cref="HoldView"/>.</param>
internal sealed record HeldShape(string Summary, string Tool, string Destination, IReadOnlyList<string> Places, byte[] SummaryView)
{
    private const int LongestSummary = 300, LongestBinding = 4000, LongestSeen = 64;
    private static readonly string[] Bodies = ["system", "query"];

    /// <summary>Null when the view is not a JSON object.</summary>
    /// <param name="view">As its gateway sent it.</param>
    /// <param name="digest">Of what is held.</param>
    public static HeldShape? Of(byte[] view, ReadOnlySpan<byte> digest)
    {
        try
        {
            if (JsonNode.Parse(view, documentOptions: new() { MaxDepth = HoldView.MaxDepth, AllowDuplicateProperties = false }) is not JsonObject json)
                return null;
            var summary = Text(json["summary"]) ?? "";
            return new(
                RecordText.Clean(summary.Length > LongestSummary ? summary[..LongestSummary] : summary),
                Bound(Text(Call(json)?["name"]) is { } called ? [called] : [.. Texts(json["tools"]), .. Reach(json)]),
                Bound([Text((json["connection"] as JsonObject)?["baseUrl"]) ?? "", .. Call(json) is { } call ? Bindings(call, digest) : []]),
                [.. Texts(Call(json)?["destinations"]).Select(RecordText.Clean)],
                WithoutBodies(json));
        }
        catch (Exception unreadable) when (unreadable is JsonException or ArgumentException)
        {
            return null;
        }
    }

    private static JsonObject? Call(JsonObject json) => json["toolUse"] as JsonObject;

    private static IEnumerable<string> Bindings(JsonObject call, ReadOnlySpan<byte> digest)
    {
        var all = Text(call["binding"]) is { Length: > 0 and <= LongestSeen } seen ? $"destinations {seen}" : $"call {Convert.ToHexStringLower(digest)}";
        return call["input"] is { } input ? [all, .. HostNames.In(input.ToJsonString())] : [all];
    }

    private static string? Text(JsonNode? node) => node?.GetValueKind() == JsonValueKind.String ? node.GetValue<string>() : null;

    private static IEnumerable<string> Texts(JsonNode? node) => (node as JsonArray)?.Select(Text).OfType<string>() ?? [];

    private static IEnumerable<string> Reach(JsonObject json) => (json["reach"] as JsonArray)?.OfType<JsonObject>().Select(part => $"{Text(part["kind"])}: {Text(part["text"])}") ?? [];

    /// <summary>What does not fit is bound to as what it hashes to.</summary>
    private static string Bound(IEnumerable<string> parts)
    {
        var text = RecordText.Clean(string.Join(", ", parts.Where(part => part.Length > 0).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)));
        return text.Length <= LongestBinding ? text : Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(text)));
    }

    private static byte[] WithoutBodies(JsonObject json)
    {
        foreach (var body in Bodies)
            if (json.ContainsKey(body))
                json[body] = body == "query" ? "" : null;
        (json["summary"], json["messages"]) = ("", new JsonArray());
        if (json.ContainsKey("parameters"))
            json["parameters"] = new JsonArray();
        if (Call(json) is { } call)
            (call["input"], call["destinations"]) = (null, null);
        foreach (var finding in (json["findings"] as JsonArray)?.OfType<JsonObject>() ?? [])
            (finding["label"], finding["location"]) = ("", "");
        return System.Text.Encoding.UTF8.GetBytes(json.ToJsonString());
    }
}
