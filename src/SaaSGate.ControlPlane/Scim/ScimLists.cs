using System.Globalization;
using System.Text.Json.Nodes;
using SaaSGate.Contracts.Problems;
using SaaSGate.Postgres.Scim;

namespace SaaSGate.ControlPlane.Scim;

/// <summary>What a list is asked for, and how it is answered (RFC 7644, section 3.4.2).</summary>
internal static class ScimLists
{
    public const int MostResults = 500, UsualResults = 100;

    /// <summary>Where numbers are out of range, the nearest in it counts, as the RFC has it.</summary>
    public static DirectoryQuery Query(Func<string, string?> query, ScimSchema schema, bool withMembers)
    {
        var filter = query("filter");
        var sortBy = query("sortBy");
        return new(
            string.IsNullOrWhiteSpace(filter) ? null : ScimParser.ParseFilter(filter, schema),
            string.IsNullOrWhiteSpace(sortBy) ? null : ScimParser.ParsePath(sortBy, schema),
            JsonNames.Are(query("sortOrder") ?? "", "descending"),
            Math.Max(1, Number(query("startIndex"), 1)),
            Math.Clamp(Number(query("count"), UsualResults), 0, MostResults),
            withMembers);
    }

    public static ScimReply Page<T>(DirectoryPage<T>? page, DirectoryQuery query, Func<T, JsonObject> render)
    {
        if (page is null)
            throw new ScimException(ScimProblems.InvalidFilter, "The filter compares what cannot be compared so.");
        return Reply(page.Total, query.StartIndex, [.. page.Items.Select(render)]);
    }

    public static ScimReply Reply(int total, int startIndex, IReadOnlyList<JsonObject> resources) => new(200, new()
    {
        ["schemas"] = new JsonArray(ScimUrns.ListResponse),
        ["totalResults"] = total,
        ["startIndex"] = startIndex,
        ["itemsPerPage"] = resources.Count,
        ["Resources"] = new JsonArray([.. resources]),
    });

    /// <summary>The version in <c>If-Match</c>; null where none must be. A version that none is, is none that is there.</summary>
    public static long? Expected(string? ifMatch)
    {
        if (string.IsNullOrWhiteSpace(ifMatch) || ifMatch.Trim() == "*")
            return null;
        var text = ifMatch.Trim();
        if (text.StartsWith("W/", StringComparison.Ordinal))
            text = text[2..];
        return long.TryParse(text.Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : -1;
    }

    private static int Number(string? text, int otherwise) => string.IsNullOrWhiteSpace(text) ? otherwise
        : int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number
        : throw new ScimException(ScimProblems.InvalidValue, "startIndex and count are whole numbers.");
}
