using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using SaaSGate.Contracts.Ids;
using SaaSGate.Contracts.Problems;
using SaaSGate.ControlPlane.Http;
using SaaSGate.ControlPlane.Identity;
using SaaSGate.ControlPlane.Live;
using SaaSGate.Postgres;
using SaaSGate.Postgres.Organisations;

namespace SaaSGate.ControlPlane.Organisations;

/// <summary>Roles: those that every organisation has, and its own.</summary>
internal static partial class RoleEndpoints
{
    private const int LongestDescription = 300;

    public static void MapRoles(this IEndpointRouteBuilder api)
    {
        var roles = api.MapGroup("/roles").WithTags("Members");
        var look = roles.MapGroup("/").RequireAuthorization(Access.Members);
        look.MapGet("/", ListAsync).WithName("listRoles");
        look.MapGet("/{roleId:rol}", GetAsync).WithName("getRole");
        var people = roles.MapGroup("/").RequireAuthorization(Access.PeoplePerson);
        people.MapPost("/", CreateAsync).WithName("createRole").AddEndpointFilter<FreshSignInNeeded>();
        people.MapPut("/{roleId:rol}", UpdateAsync).WithName("updateRole").AddEndpointFilter<FreshSignInNeeded>();
        people.MapDelete("/{roleId:rol}", DeleteAsync).WithName("deleteRole");
    }

    private static async Task<Ok<Page<RoleView>>> ListAsync(Caller caller, RoleStore roles, CancellationToken cancellationToken) =>
        TypedResults.Ok(new Page<RoleView>(await roles.ListAsync(caller.OrganisationId, cancellationToken), null));

    private static async Task<Results<Ok<RoleView>, ProblemResult>> GetAsync(
        Id<Role> roleId, Caller caller, RoleStore roles, HttpContext context, CancellationToken cancellationToken)
    {
        if (await roles.FindAsync(caller.OrganisationId, roleId, cancellationToken) is not { } role)
            return (ProblemResult)PortalProblems.NotFound;
        ETags.Set(context, role.Version);
        return TypedResults.Ok(role);
    }

    private static async Task<Results<Created<RoleView>, ProblemResult>> CreateAsync(
        CreateRole create, Caller caller, RoleStore roles, LiveNotices notices, HttpContext context, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        if (!Name().IsMatch(create.Name))
            errors.Add("name", "2 to 50 small letters, digits, - and _ are needed here, a letter first.");
        var draft = Draft(errors, create.Description, create.Permissions);
        if (errors.Any)
            return errors.ToProblem();
        var (outcome, role, appended) = await roles.CreateAsync(caller.OrganisationId, create.Name, draft, caller.Actor, cancellationToken);
        if (role is null)
            return MemberEndpoints.ProblemOf(outcome);
        notices.FeedAdvanced(caller.OrganisationId.Value, appended!);
        ETags.Set(context, role.Version);
        return TypedResults.Created($"/api/v1/roles/{role.Id}", role);
    }

    private static async Task<Results<Ok<RoleView>, ProblemResult>> UpdateAsync(
        Id<Role> roleId,
        UpdateRole update,
        [FromHeader(Name = "If-Match")] string? ifMatch,
        Caller caller,
        RoleStore roles,
        LiveNotices notices,
        HttpContext context,
        CancellationToken cancellationToken)
    {
        if (await roles.FindAsync(caller.OrganisationId, roleId, cancellationToken) is null)
            return (ProblemResult)PortalProblems.NotFound;
        var errors = new FieldErrors();
        var draft = Draft(errors, update.Description, update.Permissions);
        if (errors.Any)
            return errors.ToProblem();
        if (ETags.TryReadIfMatch(ifMatch, out var expected) is { } missing)
            return missing;
        var (outcome, role, appended, holders) = await roles.UpdateAsync(caller.OrganisationId, roleId, expected, draft, caller.Actor, cancellationToken);
        if (role is null)
            return MemberEndpoints.ProblemOf(outcome);
        notices.FeedAdvanced(caller.OrganisationId.Value, appended!);
        foreach (var holder in holders)
            notices.SignInEnded(new(caller.OrganisationId.Value, holder, null, Everywhere: false));
        ETags.Set(context, role.Version);
        return TypedResults.Ok(role);
    }

    private static async Task<Results<NoContent, ProblemResult>> DeleteAsync(
        Id<Role> roleId, Caller caller, RoleStore roles, LiveNotices notices, CancellationToken cancellationToken)
    {
        var (outcome, appended) = await roles.DeleteAsync(caller.OrganisationId, roleId, caller.Actor, cancellationToken);
        if (appended is null)
            return MemberEndpoints.ProblemOf(outcome);
        notices.FeedAdvanced(caller.OrganisationId.Value, appended);
        return TypedResults.NoContent();
    }

    private static RoleDraft Draft(FieldErrors errors, string description, IReadOnlyList<string> permissions)
    {
        var text = errors.Text("description", description, LongestDescription);
        var distinct = permissions.Distinct().ToArray();
        if (distinct.Length == 0 || distinct.Except(Permissions.Given).Any())
            errors.Add("permissions", $"Some of {string.Join(", ", Permissions.Given)} are needed here.");
        return new(text, distinct);
    }

    [GeneratedRegex(@"^[a-z][a-z0-9_-]{1,49}\z")]
    private static partial Regex Name();
}
