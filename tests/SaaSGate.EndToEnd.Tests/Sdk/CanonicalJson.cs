using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace SaaSGate.EndToEnd.Tests.Sdk;

/// <summary>JSON whose text is equal when its content is: names in order, no white space, nothing escaped that need not be.</summary>
internal static partial class CanonicalJson
{
    private static readonly JsonSerializerOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Of(JsonNode? node) => SurrogatePair().Replace(
        Sorted(node)?.ToJsonString(Options) ?? "null",
        pair => $"{(char)Convert.ToInt32(pair.Groups[1].Value, 16)}{(char)Convert.ToInt32(pair.Groups[2].Value, 16)}");

    private static JsonNode? Sorted(JsonNode? node) => node switch
    {
        JsonObject json => new JsonObject(json.OrderBy(member => member.Key, StringComparer.Ordinal).Select(member => KeyValuePair.Create(member.Key, Sorted(member.Value)))),
        JsonArray array => new JsonArray([.. array.Select(Sorted)]),
        _ => node?.DeepClone(),
    };

    /// <summary>Even the relaxed encoder escapes what lies beyond the basic plane. An escape is one only after an even number of backslashes.</summary>
    [GeneratedRegex(@"(?<=(?<!\\)(?:\\\\)*)\\u(d[89ab]..)\\u(d[c-f]..)", RegexOptions.IgnoreCase)]
    private static partial Regex SurrogatePair();
}
