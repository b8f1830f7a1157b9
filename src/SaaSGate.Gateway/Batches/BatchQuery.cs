using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;

namespace SaaSGate.Gateway.Batches;

/// <summary>What a skill asks of the list of batches, as Claude pages it: <c>limit</c>, and <c>after_id</c> or <c>before_id</c>.</summary>
internal sealed record BatchQuery
{
    private const int DefaultLimit = 20, MostLimit = 1000;

    private readonly string _rest;

    private BatchQuery(string rest) => _rest = rest;

    /// <summary>How many at most.</summary>
    public int Limit { get; private init; } = DefaultLimit;

    /// <summary>The batch that the page begins behind, or ends before; null for the first page.</summary>
    public string? Cursor { get; private init; }

    /// <summary>Whether the page ends before the cursor.</summary>
    public bool GoesBack { get; private init; }

    /// <summary>Reads a query; null where it asks for what Claude refuses, or could read in another way.</summary>
    /// <param name="query">As sent, without the question mark.</param>
    public static BatchQuery? Read(string query)
    {
        var (limit, after, before, rest) = ((string?)null, (string?)null, (string?)null, new List<string>());
        foreach (var pair in new QueryStringEnumerable(query))
        {
            var (name, value) = (pair.DecodeName().ToString(), pair.DecodeValue().ToString());
            switch (name)
            {
                case "limit" when limit is null:
                    limit = value;
                    break;
                case "after_id" when after is null:
                    after = value;
                    break;
                case "before_id" when before is null:
                    before = value;
                    break;
                case "limit" or "after_id" or "before_id":
                    return null;
                default:
                    rest.Add($"{pair.EncodedName}={pair.EncodedValue}");
                    break;
            }
        }
        var most = DefaultLimit;
        if ((limit is not null && (!int.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out most) || most is < 1 or > MostLimit)) || (after is not null && before is not null))
            return null;
        return new(string.Join('&', rest)) { Limit = most, Cursor = after ?? before, GoesBack = before is not null };
    }

    /// <summary>The query for a page of Claude's, which holds batches of other skills too: as large as it gives.</summary>
    /// <param name="cursor">Where it begins or ends; an id, which needs no escaping.</param>
    public string PageFrom(string? cursor)
    {
        var page = string.Create(CultureInfo.InvariantCulture, $"limit={MostLimit}") + (cursor is null ? "" : $"&{(GoesBack ? "before_id" : "after_id")}={cursor}");
        return _rest.Length == 0 ? page : $"{_rest}&{page}";
    }
}
