using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using SaaSGate.Contracts.Ids;
using SaaSGate.Contracts.Problems;
using SaaSGate.ControlPlane.Hosting;
using SaaSGate.ControlPlane.Http;
using SaaSGate.ControlPlane.Identity;
using SaaSGate.ControlPlane.Live;
using SaaSGate.ControlPlane.Organisations;
using SaaSGate.Postgres;
using SaaSGate.Postgres.Scim;

namespace SaaSGate.ControlPlane.Scim;

/// <summary>The directory from the portal's side: where it sends, with which token, and what its groups allow.</summary>
internal static class DirectoryEndpoints
{
    private const int LongestLifeInDays = 730;

    public static void MapDirectory(this IEndpointRouteBuilder api)
    {
        var directory = api.MapGroup("/directory").WithTags("Directory");
        var inspect = directory.MapGroup("/").RequireAuthorization(Access.Inspect);
        inspect.MapGet("/", GetAsync).WithName("getDirectory");
        inspect.MapGet("/groups", ListGroupsAsync).WithName("listDirectoryGroups");
        inspect.MapGet("/groups/{directoryGroupId:dgr}", GetGroupAsync).WithName("getDirectoryGroup");

        // What makes people admins, or lets a program say who is one, an administrator does in person.
        var person = directory.MapGroup("/").RequireAuthorization(Access.PeoplePerson);
        person.MapPost("/tokens", CreateTokenAsync).WithName("createDirectoryToken").AddEndpointFilter<FreshSignInNeeded>();
        person.MapPut("/groups/{directoryGroupId:dgr}/roles", SaveRolesAsync).WithName("saveDirectoryGroupRoles").AddEndpointFilter<FreshSignInNeeded>();
    }

    private static async Task<Ok<DirectoryView>> GetAsync(
        Caller caller, DirectoryOverviewStore directory, IOptions<PortalOptions> portal, HttpContext context, CancellationToken cancellationToken)
    {
        var overview = await directory.ReadAsync(caller.OrganisationId, cancellationToken);
        var address = portal.Value.PublicUrl?.GetLeftPart(UriPartial.Authority) ?? $"{context.Request.Scheme}://{context.Request.Host}";
        return TypedResults.Ok(new DirectoryView(
            address + ScimEndpoints.Root, overview.Users, overview.ActiveUsers, overview.Groups, overview.LastChangeAt,
            await directory.ListTokensAsync(caller.OrganisationId, cancellationToken)));
    }

    private static async Task<Results<Created<CreatedToken>, ProblemResult>> CreateTokenAsync(
        CreateDirectoryToken create, Caller caller, DirectoryTokens tokens, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        var name = errors.Text("name", create.Name, 100);
        if (create.ExpiresInDays is < 1 or > LongestLifeInDays)
            errors.Add("expiresInDays", $"A number from 1 to {LongestLifeInDays} is needed here.");
        if (errors.Any)
            return errors.ToProblem();
        return await tokens.CreateAsync(caller, name, create.ExpiresInDays, cancellationToken) is { } created
            ? TypedResults.Created($"/api/v1/tokens/{created.Id}", created)
            : (ProblemResult)PortalProblems.TooMany;
    }

    private static async Task<Results<Ok<Page<DirectoryGroupView>>, ProblemResult>> ListGroupsAsync(
        [AsParameters] PageQuery page, Caller caller, DirectoryOverviewStore directory, CancellationToken cancellationToken)
    {
        if (!Cursor.TryRead(page.Cursor, 2, out var after))
            return Cursor.Problem();
        var rows = await directory.ListGroupsAsync(caller.OrganisationId, after[0], after[1], page.Size + 1, cancellationToken);
        return TypedResults.Ok(rows.ToPage(page.Size, row => Cursor.Of(row.DisplayName, row.Id)));
    }

    private static async Task<Results<Ok<DirectoryGroupView>, ProblemResult>> GetGroupAsync(
        Id<Contracts.Ids.DirectoryGroup> directoryGroupId, Caller caller, DirectoryOverviewStore directory, HttpContext context, CancellationToken cancellationToken)
    {
        if (await directory.FindGroupAsync(caller.OrganisationId, directoryGroupId.Value, cancellationToken) is not { } group)
            return (ProblemResult)PortalProblems.NotFound;
        ETags.Set(context, group.RolesVersion);
        return TypedResults.Ok(group);
    }

    private static async Task<Results<Ok<DirectoryGroupView>, ProblemResult>> SaveRolesAsync(
        Id<Contracts.Ids.DirectoryGroup> directoryGroupId, SaveGroupRoles save, [FromHeader(Name = "If-Match")] string? ifMatch, Caller caller, DirectoryOverviewStore directory, MappedRoles mapped, LiveNotices notices,
        HttpContext context, CancellationToken cancellationToken)
    {
        if (await directory.FindGroupAsync(caller.OrganisationId, directoryGroupId.Value, cancellationToken) is null)
            return (ProblemResult)PortalProblems.NotFound;
        var roles = save.Roles.Distinct(StringComparer.Ordinal).ToList();
        if (await mapped.ProblemAsync(caller, "roles", roles, cancellationToken) is { } kept)
            return kept;
        if (ETags.TryReadIfMatch(ifMatch, out var expected) is { } refusal)
            return refusal;
        var saved = await directory.SetRolesAsync(caller.OrganisationId, directoryGroupId.Value, expected, roles, caller.Actor, cancellationToken);
        if (saved.Outcome != DirectoryOutcome.Done)
            return (ProblemResult)(saved.Outcome == DirectoryOutcome.Beyond ? PortalProblems.BeyondYou : PortalProblems.ChangedMeanwhile);
        notices.FeedAdvanced(saved.Feeds);
        foreach (var person in saved.RolesChanged)
            notices.SignInEnded(new(caller.OrganisationId.Value, person, null, Everywhere: false));
        return await GetGroupAsync(directoryGroupId, caller, directory, context, cancellationToken);
    }
}
