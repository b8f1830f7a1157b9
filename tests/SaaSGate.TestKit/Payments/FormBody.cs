using System.Text.Json.Nodes;

namespace SaaSGate.TestKit.Payments;

/// <summary>Reads Stripe's form encoding: <c>a[b][0][c]=v</c>.</summary>
internal static class FormBody
{
    public static JsonObject Read(string text)
    {
        var root = new JsonObject();
        foreach (var pair in text.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var split = pair.IndexOf('=', StringComparison.Ordinal);
            var (name, value) = split < 0 ? (Decode(pair), "") : (Decode(pair[..split]), Decode(pair[(split + 1)..]));
            Put(root, name.Replace("]", "", StringComparison.Ordinal).Split('['), value);
        }

        return (JsonObject)Lists(root)!;
    }

    private static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));

    private static void Put(JsonObject root, string[] path, string value)
    {
        var at = root;
        foreach (var step in path[..^1])
            at = (JsonObject)(at[step] ??= new JsonObject());

        // "expand[]=a&expand[]=b" has no numbers.
        at[path[^1].Length == 0 ? at.Count.ToString(System.Globalization.CultureInfo.InvariantCulture) : path[^1]] = value;
    }

    private static JsonNode? Lists(JsonNode? node)
    {
        if (node is not JsonObject map)
            return node?.DeepClone();
        var entries = map.Select(entry => (entry.Key, Value: Lists(entry.Value))).ToList();
        return entries.Count > 0 && entries.All(entry => int.TryParse(entry.Key, out _))
            ? new JsonArray([.. entries.Select(entry => entry.Value)])
            : new JsonObject(entries.Select(entry => KeyValuePair.Create(entry.Key, entry.Value)));
    }
}
