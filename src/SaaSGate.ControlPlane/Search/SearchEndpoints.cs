using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using SaaSGate.ControlPlane.Http;
using SaaSGate.ControlPlane.Identity;
using SaaSGate.Postgres.Search;

namespace SaaSGate.ControlPlane.Search;

/// <summary>Finds turns.</summary>
internal static class SearchEndpoints
{
    private const string Newest = "newest", Best = "best";

    public static void MapSearch(this IEndpointRouteBuilder api)
    {
        var search = api.MapGroup("/").WithTags("Search").RequireAuthorization(Access.Read);
        search.MapGet("/search", FindAsync).WithName("search");
        search.MapGet("/search.csv", ExportAsync).WithName("exportSearch").Produces<string>(StatusCodes.Status200OK, SearchCsv.ContentType);
    }

    private static async Task<Results<Ok<SearchResult>, ProblemResult>> FindAsync(
        [AsParameters] SearchParameters parameters,
        [AllowedValues(Newest, Best), Description("newest, or best: how often and where the words stand.")] string? order,
        [AsParameters] PageQuery page,
        Caller caller,
        SearchStore search,
        SearchAudit audit,
        CancellationToken cancellationToken)
    {
        if (order is not (null or Newest or Best))
            return FieldErrors.One("order", $"{Newest} or {Best} is needed here.");
        if (parameters.Objection() is { } objection)
            return objection;
        if (!TryRead(page.Cursor, order == Best, out var place))
            return Cursor.Problem();
        // Further pages too: anybody can write a cursor, and nothing ties one to a search that was noted.
        audit.Note(caller, parameters);
        var part = await search.FindAsync(caller.OrganisationId, parameters.ToQuery(), place, page.Size + 1, count: string.IsNullOrEmpty(page.Cursor), snippets: true, cancellationToken);
        var rows = part.Hits.ToList().ToPage(page.Size, row => place.BestFirst
            ? Cursor.Of(part.Until, (place.Skipped + page.Size).ToString(CultureInfo.InvariantCulture))
            : Cursor.Of(row.StartedAt, row.ExchangeId));
        return TypedResults.Ok(new SearchResult(rows.Items, rows.Next, part.Instead, part.Found, SearchStore.CountedAtMost, part.Facets));
    }

    private static async Task<Results<PushStreamHttpResult, ProblemResult>> ExportAsync(
        [AsParameters] SearchParameters parameters, Caller caller, SearchStore search, SearchCsv csv, SearchAudit audit, HttpContext context, CancellationToken cancellationToken)
    {
        if (parameters.Objection() is { } objection)
            return objection;
        await audit.WriteAsync(caller, "search.exported", parameters, cancellationToken);
        context.Response.Headers["saasgate-row-limit"] = SearchCsv.MostRows.ToString(CultureInfo.InvariantCulture);
        return TypedResults.Stream(
            stream => csv.WriteAsync(stream, caller.OrganisationId, parameters.ToQuery(), context.RequestAborted), SearchCsv.ContentType, "saasgate-search.csv");
    }

    private static bool TryRead(string? cursor, bool best, out SearchPlace place)
    {
        place = new(best);
        if (!Cursor.TryRead(cursor, out var at, out var key))
            return false;
        if (at is null)
            return true;
        if (!best)
            place = place with { At = at, Id = key };
        else if (int.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out var skipped))
            place = place with { At = at, Skipped = skipped };
        else
            return false;
        return true;
    }
}
