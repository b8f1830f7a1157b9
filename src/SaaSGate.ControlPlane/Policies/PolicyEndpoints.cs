using System.ComponentModel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using SaaSGate.Contracts.Ids;
using SaaSGate.Contracts.Policies;
using SaaSGate.Contracts.Problems;
using SaaSGate.ControlPlane.Http;
using SaaSGate.ControlPlane.Identity;
using SaaSGate.ControlPlane.Live;
using SaaSGate.ControlPlane.Organisations;
using SaaSGate.Inspection.Policies;
using SaaSGate.Postgres;
using SaaSGate.Postgres.Live;
using SaaSGate.Postgres.Policies;

namespace SaaSGate.ControlPlane.Policies;

/// <summary>The rules that decide about requests. Their versions: <see cref="PolicyVersionEndpoints"/>.</summary>
internal static class PolicyEndpoints
{
    public const int LongestNote = 2000;
    private const int LongestName = 100;

    public static void MapPolicies(this IEndpointRouteBuilder api)
    {
        var policies = api.MapGroup("/policies").WithTags("Policies");
        var read = policies.MapGroup("/").RequireAuthorization(Access.Read);
        read.MapGet("/", ListAsync).WithName("listPolicies");
        read.MapGet("/effective", ListEffectiveAsync).WithName("listEffectivePolicies");
        read.MapGet("/settings", GetSettingsAsync).WithName("getPolicySettings");
        read.MapGet("/{policyId:pol}", GetAsync).WithName("getPolicy");
        var write = policies.MapGroup("/").RequireAuthorization(Access.Policies);
        write.MapPost("/", CreateAsync).WithName("createPolicy");
        write.MapPost("/check", CheckAsync).WithName("checkPolicy");
        policies.MapGroup("/").RequireAuthorization(Access.Manage).MapPut("/settings", UpdateSettingsAsync).WithName("updatePolicySettings");
        write.MapPut("/{policyId:pol}", UpdateAsync).WithName("updatePolicy");
        write.MapPatch("/{policyId:pol}", RenameAsync).WithName("renamePolicy");
        write.MapPost("/{policyId:pol}/archive", ArchiveAsync).WithName("archivePolicy");
        policies.MapPolicyCatalogue();
        policies.MapPolicyTrials();
        policies.MapPolicyVersions();
    }

    private static async Task<Results<Ok<Page<PolicyView>>, ProblemResult>> ListAsync(
        [FromQuery, Description("Whether policies that were archived are listed too.")] bool? archived, [AsParameters] PageQuery page, Caller caller, PolicyStore policies,
        CancellationToken cancellationToken)
    {
        if (!Cursor.TryRead(page.Cursor, 1, out var after))
            return Cursor.Problem();
        var rows = await policies.ListAsync(caller.OrganisationId, after[0], page.Size + 1, cancellationToken, archived ?? false);
        return TypedResults.Ok(rows.ToPage(page.Size, row => Cursor.Of(row.Name)));
    }

    private static async Task<Results<Ok<List<EffectivePolicy>>, ProblemResult>> ListEffectiveAsync(
        [FromQuery, Description("The skill; when absent, what is for a skill without labels.")] string? skill, Caller caller, PolicyStore policies, CancellationToken cancellationToken)
    {
        var labels = skill is null ? [] : (await policies.FindSkillAsync(caller.OrganisationId, skill, cancellationToken))?.Labels;
        if (labels is null)
            return FieldErrors.One("skill", "There is no such skill in this organisation.");
        var active = await policies.ListActiveAsync(caller.OrganisationId, cancellationToken);
        var merged = PolicyScope.InOrder(active, policy => PolicyScope.TryParse(policy.Scope, out var scope) ? scope : null, policy => policy.Name, skill ?? "", labels);
        return TypedResults.Ok(merged.Select((policy, i) => new EffectivePolicy(i + 1, policy.Id, policy.Name, policy.Scope, policy.Version, policy.ShadowVersion)).ToList());
    }

    private static async Task<Results<Ok<PolicyView>, ProblemResult>> GetAsync(
        Id<Policy> policyId, Caller caller, PolicyStore policies, HttpContext context, CancellationToken cancellationToken)
    {
        if (await policies.FindAsync(caller.OrganisationId, policyId.Value, cancellationToken) is not { } policy)
            return (ProblemResult)PortalProblems.NotFound;
        ETags.Set(context, policy.Revision);
        return TypedResults.Ok(policy);
    }

    private static async Task<Results<Created<PolicyView>, ProblemResult>> CreateAsync(
        CreatePolicy create, Caller caller, PolicyStore policies, LiveNotices notices, TimeProvider clock, HttpContext context, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        var (name, scope) = (errors.Text("name", create.Name, LongestName), PolicyCheck.Scope(errors, create.Scope));
        if (create.Document.Length > PolicyCheck.LongestDocument)
            errors.Add("document", $"At most {PolicyCheck.LongestDocument} characters fit here.");
        if (create.Note?.Length > LongestNote)
            errors.Add("note", $"At most {LongestNote} characters fit here.");
        if (errors.Any)
            return errors.ToProblem();
        if (scope!.SkillId is { } skill && await policies.FindSkillAsync(caller.OrganisationId, skill, cancellationToken) is null)
            return FieldErrors.One("scope", "There is no such skill in this organisation.");
        var first = new NewPolicyVersion(create.Document, scope.ToString(), null, create.Note);
        if (await policies.CreateDraftAsync(caller.OrganisationId, Id<Policy>.New(clock), name, first, caller.ForPolicy(), cancellationToken) is not { } created)
            return (ProblemResult)PortalProblems.NameTaken;
        notices.FeedAdvanced(caller.OrganisationId.Value, created.Event);
        ETags.Set(context, created.Policy.Revision);
        return TypedResults.Created($"/api/v1/policies/{created.Policy.Id}", created.Policy);
    }

    private static async Task<Results<Ok<PolicyReport>, ProblemResult>> CheckAsync(CheckPolicy check, Caller caller, MappedRoles roles, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        if (PolicyCheck.Scope(errors, check.Scope) is not { } scope)
            return errors.ToProblem();
        var source = new PolicySource("", "draft", 1, check.Document, scope.ToString());
        return TypedResults.Ok(PolicyCheck.Report(source, await roles.UnknownAsync(caller, PolicyCheck.RolesOf(source), cancellationToken)));
    }

    private static async Task<Results<Ok<PolicyView>, ProblemResult>> UpdateAsync(
        Id<Policy> policyId,
        UpdatePolicy update,
        [FromHeader(Name = "If-Match")] string? ifMatch,
        Caller caller,
        PolicyStore policies,
        PolicyVersionStore versions,
        LiveNotices notices,
        HttpContext context,
        CancellationToken cancellationToken)
    {
        if (await policies.FindAsync(caller.OrganisationId, policyId.Value, cancellationToken) is not { } before)
            return (ProblemResult)PortalProblems.NotFound;
        if (ETags.TryReadIfMatch(ifMatch, out var expected) is { } refusal)
            return refusal;
        if (PolicyCheck.Errors(new(before.Id, before.Name, before.LatestVersion + 1, update.Document, before.Scope)) is { } errors)
            return errors.ToProblem();
        var based = before.ActiveVersion == 0 ? before.LatestVersion : before.ActiveVersion;
        var (outcome, _, appended) = await versions.AddActiveAsync(
            caller.OrganisationId, policyId.Value, expected, new(update.Document, before.Scope, based, null), caller.ForPolicy(), cancellationToken);
        return await ShownAsync(outcome, appended, policyId, caller, policies, notices, context, cancellationToken);
    }

    private static async Task<Results<Ok<PolicyView>, ProblemResult>> RenameAsync(
        Id<Policy> policyId,
        RenamePolicy rename,
        [FromHeader(Name = "If-Match")] string? ifMatch,
        Caller caller,
        PolicyStore policies,
        LiveNotices notices,
        HttpContext context,
        CancellationToken cancellationToken)
    {
        if (await policies.FindAsync(caller.OrganisationId, policyId.Value, cancellationToken) is null)
            return (ProblemResult)PortalProblems.NotFound;
        if (ETags.TryReadIfMatch(ifMatch, out var expected) is { } refusal)
            return refusal;
        var errors = new FieldErrors();
        var name = errors.Text("name", rename.Name, LongestName);
        if (errors.Any)
            return errors.ToProblem();
        var (outcome, appended) = await policies.RenameAsync(caller.OrganisationId, policyId.Value, expected, name, caller.ForPolicy(), cancellationToken);
        return await ShownAsync(outcome, appended, policyId, caller, policies, notices, context, cancellationToken);
    }

    private static async Task<Results<Ok<PolicyView>, ProblemResult>> ArchiveAsync(
        Id<Policy> policyId,
        [FromHeader(Name = "If-Match")] string? ifMatch,
        Caller caller,
        PolicyStore policies,
        LiveNotices notices,
        HttpContext context,
        CancellationToken cancellationToken)
    {
        if (await policies.FindAsync(caller.OrganisationId, policyId.Value, cancellationToken) is null)
            return (ProblemResult)PortalProblems.NotFound;
        if (ETags.TryReadIfMatch(ifMatch, out var expected) is { } refusal)
            return refusal;
        var (outcome, appended) = await policies.ArchiveAsync(caller.OrganisationId, policyId.Value, expected, caller.ForPolicy(), cancellationToken);
        return await ShownAsync(outcome, appended, policyId, caller, policies, notices, context, cancellationToken);
    }

    private static async Task<Ok<PolicySettings>> GetSettingsAsync(Caller caller, PolicySettingsStore settings, HttpContext context, CancellationToken cancellationToken)
    {
        var found = await settings.GetAsync(caller.OrganisationId, cancellationToken);
        ETags.Set(context, found.Version);
        return TypedResults.Ok(found);
    }

    private static async Task<Results<Ok<PolicySettings>, ProblemResult>> UpdateSettingsAsync(
        UpdatePolicySettings update, [FromHeader(Name = "If-Match")] string? ifMatch, Caller caller, PolicySettingsStore settings, HttpContext context,
        CancellationToken cancellationToken)
    {
        if (ETags.TryReadIfMatch(ifMatch, out var expected) is { } refusal)
            return refusal;
        var (outcome, now) = await settings.UpdateAsync(caller.OrganisationId, expected, update.SecondPerson, caller.ForPolicy(), cancellationToken);
        if (outcome is not (PolicyOutcome.Done or PolicyOutcome.Asked))
            return PolicyAnswers.Refusal(outcome);
        ETags.Set(context, now.Version);
        return TypedResults.Ok(now);
    }

    private static async Task<Results<Ok<PolicyView>, ProblemResult>> ShownAsync(
        PolicyOutcome outcome, FeedEvent? appended, Id<Policy> id, Caller caller, PolicyStore policies, LiveNotices notices, HttpContext context, CancellationToken cancellationToken)
    {
        if (appended is not null)
            notices.FeedAdvanced(caller.OrganisationId.Value, appended);
        return outcome is PolicyOutcome.Done or PolicyOutcome.Asked
            ? await GetAsync(id, caller, policies, context, cancellationToken)
            : PolicyAnswers.Refusal(outcome);
    }
}
