using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using SaaSGate.Contracts.Ids;
using SaaSGate.Contracts.Problems;
using SaaSGate.ControlPlane.Http;
using SaaSGate.ControlPlane.Identity;
using SaaSGate.Postgres;
using SaaSGate.Postgres.Search;

namespace SaaSGate.ControlPlane.Search;

/// <summary>Searches that people keep: their own, and those that others share. Who made one changes it; an admin also what is shared.</summary>
internal static class SavedSearchEndpoints
{
    private const int LongestName = 100, LongestQuery = 4000;

    public static void MapSavedSearches(this IEndpointRouteBuilder api)
    {
        var saved = api.MapGroup("/saved-searches").WithTags("Search").RequireAuthorization(Access.Read);
        saved.MapGet("/", ListAsync).WithName("listSavedSearches");
        saved.MapGet("/{savedSearchId:sea}", GetAsync).WithName("getSavedSearch");
        saved.MapPost("/", AddAsync).WithName("saveSearch");
        saved.MapPut("/{savedSearchId:sea}", UpdateAsync).WithName("updateSavedSearch");
        saved.MapDelete("/{savedSearchId:sea}", DeleteAsync).WithName("deleteSavedSearch");
    }

    private static async Task<Results<Ok<Page<SavedSearchView>>, ProblemResult>> ListAsync(
        [AsParameters] PageQuery page, Caller caller, SavedSearchStore saved, CancellationToken cancellationToken)
    {
        if (!Cursor.TryRead(page.Cursor, 2, out var after))
            return Cursor.Problem();
        var rows = await saved.ListAsync(caller.OrganisationId, caller.ActorId, after[0], after[1], page.Size + 1, cancellationToken);
        return TypedResults.Ok(rows.ToPage(page.Size, row => Cursor.Of(row.Name, row.Id)));
    }

    private static async Task<Results<Ok<SavedSearchView>, ProblemResult>> GetAsync(
        Id<SavedSearch> savedSearchId, Caller caller, SavedSearchStore saved, HttpContext context, CancellationToken cancellationToken)
    {
        if (await saved.FindAsync(caller.OrganisationId, savedSearchId, caller.ActorId, cancellationToken) is not { } found)
            return (ProblemResult)PortalProblems.NotFound;
        ETags.Set(context, found.Version);
        return TypedResults.Ok(found);
    }

    private static async Task<Results<Created<SavedSearchView>, ProblemResult>> AddAsync(
        SaveSearch save, Caller caller, SavedSearchStore saved, CancellationToken cancellationToken)
    {
        if (Checked(save, out var name, out var query) is { } problem)
            return problem;
        var added = await saved.AddAsync(caller.OrganisationId, caller.Actor, name, query, save.Shared, cancellationToken);
        return TypedResults.Created($"/api/v1/saved-searches/{added.Id}", added);
    }

    private static async Task<Results<Ok<SavedSearchView>, ProblemResult>> UpdateAsync(
        Id<SavedSearch> savedSearchId,
        SaveSearch save,
        [FromHeader(Name = "If-Match")] string? ifMatch,
        Caller caller,
        SavedSearchStore saved,
        HttpContext context,
        CancellationToken cancellationToken)
    {
        if (await saved.FindAsync(caller.OrganisationId, savedSearchId, caller.ActorId, cancellationToken) is not { } before)
            return (ProblemResult)PortalProblems.NotFound;
        if (!MayChange(caller, before))
            return (ProblemResult)PortalProblems.Forbidden;
        if (Checked(save, out var name, out var query) is { } problem)
            return problem;
        if (ETags.TryReadIfMatch(ifMatch, out var expected) is { } refusal)
            return refusal;
        if (await saved.UpdateAsync(caller.OrganisationId, caller.Actor, savedSearchId, expected, name, query, save.Shared, cancellationToken) is not { } changed)
            return (ProblemResult)PortalProblems.ChangedMeanwhile;
        ETags.Set(context, changed.Version);
        return TypedResults.Ok(changed);
    }

    private static async Task<Results<NoContent, ProblemResult>> DeleteAsync(
        Id<SavedSearch> savedSearchId, Caller caller, SavedSearchStore saved, CancellationToken cancellationToken)
    {
        if (await saved.FindAsync(caller.OrganisationId, savedSearchId, caller.ActorId, cancellationToken) is not { } before)
            return (ProblemResult)PortalProblems.NotFound;
        if (!MayChange(caller, before))
            return (ProblemResult)PortalProblems.Forbidden;
        return await saved.DeleteAsync(caller.OrganisationId, caller.Actor, savedSearchId, cancellationToken) ? TypedResults.NoContent() : (ProblemResult)PortalProblems.NotFound;
    }

    private static bool MayChange(Caller caller, SavedSearchView saved) => saved.User.Id == caller.ActorId || caller.May(Permissions.Manage);

    private static ProblemResult? Checked(SaveSearch save, out string name, out string query)
    {
        var errors = new FieldErrors();
        name = errors.Text("name", save.Name, LongestName);
        query = save.Query?.TrimStart('?') ?? "";
        if (query.Length > LongestQuery)
            errors.Add("query", $"At most {LongestQuery} characters fit here.");
        return errors.Any ? errors.ToProblem() : null;
    }
}
