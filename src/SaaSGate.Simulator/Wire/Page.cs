using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace SaaSGate.Simulator.Wire;

/// <summary>Lists as Claude pages them: <c>limit</c>, <c>after_id</c>, <c>before_id</c>.</summary>
internal static class Page
{
    /// <summary>A page of items that are in the order of the list, as JSON; or what is wrong with the query.</summary>
    public static (ReadOnlyMemory<byte> Json, Failure? Failure) Of<T>(
        HttpRequest request, IReadOnlyList<T> items, Func<T, string> id, Action<WireWriter, T> write)
    {
        var limit = 20;
        if (request.Query["limit"] is [{ } given] && (!int.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out limit) || limit is < 1 or > 1000))
            return (default, Failure.BadRequest("limit: Input should be between 1 and 1000"));
        var ids = items.Select(id).ToList();
        var (from, to) = (0, items.Count);
        if (request.Query["after_id"] is [{ } after])
            from = ids.IndexOf(after) is var at and >= 0 ? at + 1 : items.Count;
        if (request.Query["before_id"] is [{ } before])
            (from, to) = ids.IndexOf(before) is var at and >= 0 ? (Math.Max(0, at - limit), at) : (0, 0);
        var page = items.Skip(from).Take(Math.Min(limit, to - from)).ToList();
        var json = new WireWriter(1024).Raw("{\"data\":["u8);
        foreach (var (i, item) in page.Index())
            write(json.Raw(i == 0 ? ""u8 : ","u8), item);
        json.Raw("],\"has_more\":"u8).Raw(from + page.Count < to || (request.Query.ContainsKey("before_id") && from > 0) ? "true"u8 : "false"u8)
            .Raw(",\"first_id\":"u8).TextOrNull(page.Count > 0 ? id(page[0]) : null)
            .Raw(",\"last_id\":"u8).TextOrNull(page.Count > 0 ? id(page[^1]) : null)
            .Raw("}"u8);
        return (json.Written, null);
    }

    public static Task SendAsync((ReadOnlyMemory<byte> Json, Failure? Failure) page, Exchange exchange) =>
        page.Failure is { } failure ? exchange.FailAsync(failure) : exchange.JsonAsync(page.Json);
}
