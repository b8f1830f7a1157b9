using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using SaaSGate.Contracts.Ids;
using SaaSGate.Contracts.Problems;
using SaaSGate.ControlPlane.Http;
using SaaSGate.ControlPlane.Identity;
using SaaSGate.ControlPlane.Live;
using SaaSGate.Postgres;
using SaaSGate.Postgres.Policies;

namespace SaaSGate.ControlPlane.Policies;

/// <summary>Versions that are run over recorded exchanges.</summary>
internal static class BacktestEndpoints
{
    private const int MostDays = 90, UsualDays = 7;

    public static void MapBacktests(this IEndpointRouteBuilder api)
    {
        var read = api.MapGroup("/").WithTags("Policies").RequireAuthorization(Access.Read);
        read.MapGet("/policies/{policyId:pol}/backtests", ListAsync).WithName("listBacktests");
        read.MapGet("/backtests/{backtestId:bkt}", GetAsync).WithName("getBacktest");
        read.MapGet("/backtests/{backtestId:bkt}/differences", ListDifferencesAsync).WithName("listBacktestDifferences");
        var write = api.MapGroup("/").WithTags("Policies").RequireAuthorization(Access.Policies);
        write.MapPost("/policies/{policyId:pol}/versions/{version:long}/backtests", StartAsync).WithName("startBacktest");
        write.MapPost("/backtests/{backtestId:bkt}/cancel", CancelAsync).WithName("cancelBacktest");
    }

    private static async Task<Results<Ok<Page<BacktestView>>, ProblemResult>> ListAsync(
        Id<Policy> policyId, [AsParameters] PageQuery page, Caller caller, PolicyStore policies, BacktestStore backtests, CancellationToken cancellationToken)
    {
        if (!Cursor.TryRead(page.Cursor, 1, out var before))
            return Cursor.Problem();
        if (await policies.FindAsync(caller.OrganisationId, policyId.Value, cancellationToken) is null)
            return (ProblemResult)PortalProblems.NotFound;
        var rows = await backtests.ListAsync(caller.OrganisationId, policyId.Value, before[0], page.Size + 1, cancellationToken);
        return TypedResults.Ok(rows.ToPage(page.Size, row => Cursor.Of(row.Id)));
    }

    private static async Task<Results<Ok<BacktestView>, ProblemResult>> GetAsync(
        Id<Backtest> backtestId, Caller caller, BacktestStore backtests, CancellationToken cancellationToken) =>
        await backtests.FindAsync(caller.OrganisationId, backtestId, cancellationToken) is { } found ? TypedResults.Ok(found) : (ProblemResult)PortalProblems.NotFound;

    private static async Task<Results<Ok<Page<BacktestDifference>>, ProblemResult>> ListDifferencesAsync(
        Id<Backtest> backtestId, [AsParameters] PageQuery page, Caller caller, BacktestStore backtests, CancellationToken cancellationToken)
    {
        if (!Cursor.TryRead(page.Cursor, 1, out var key) || !int.TryParse(key[0] ?? "0", NumberStyles.None, CultureInfo.InvariantCulture, out var after))
            return Cursor.Problem();
        if (await backtests.FindAsync(caller.OrganisationId, backtestId, cancellationToken) is null)
            return (ProblemResult)PortalProblems.NotFound;
        var rows = await backtests.ListDifferencesAsync(caller.OrganisationId, backtestId, after, page.Size + 1, cancellationToken);
        return TypedResults.Ok(rows.ToPage(page.Size, row => Cursor.Of(row.Ordinal.ToString(CultureInfo.InvariantCulture))));
    }

    private static async Task<Results<Created<BacktestView>, ProblemResult>> StartAsync(
        Id<Policy> policyId,
        long version,
        StartBacktest start,
        Caller caller,
        PolicyStore policies,
        PolicyVersionStore versions,
        BacktestStore backtests,
        BacktestWork work,
        IGrainFactory grains,
        LiveNotices notices,
        TimeProvider clock,
        CancellationToken cancellationToken)
    {
        if (await policies.FindAsync(caller.OrganisationId, policyId.Value, cancellationToken) is not { } policy
            || await versions.FindAsync(caller.OrganisationId, policyId.Value, version, cancellationToken) is not { } draft)
            return (ProblemResult)PortalProblems.NotFound;
        if (start.Days is < 1 or > MostDays)
            return FieldErrors.One("days", $"Between 1 and {MostDays} days fit here.");
        if (PolicyCheck.Errors(new(policy.Id, policy.Name, version, draft.Document, draft.Scope)) is { } errors)
            return errors.ToProblem();
        if (await backtests.ListAsync(caller.OrganisationId, policy.Id, null, 1, cancellationToken) is [{ State: "running" }])
            return (ProblemResult)PortalProblems.PolicyState;
        var skills = await work.SkillsOfAsync(caller.OrganisationId, policy.Id, draft.Scope, cancellationToken);
        var (made, appended) = await backtests.CreateAsync(
            caller.OrganisationId, Id<Backtest>.New(clock), policy.Id, version, start.Days ?? UsualDays, [.. skills.Select(skill => skill.Id)], caller.Actor, cancellationToken);
        notices.FeedAdvanced(caller.OrganisationId.Value, appended);
        await grains.GetGrain<IBacktestGrain>(GrainKeys.Of(caller.OrganisationId.Value, made.Id)).StartAsync();
        return TypedResults.Created($"/api/v1/backtests/{made.Id}", made);
    }

    private static async Task<Results<Ok<BacktestView>, ProblemResult>> CancelAsync(
        Id<Backtest> backtestId, Caller caller, BacktestStore backtests, LiveNotices notices, CancellationToken cancellationToken)
    {
        if (await backtests.EndAsync(caller.OrganisationId, backtestId, "cancelled", null, cancellationToken) is { } appended)
            notices.FeedAdvanced(caller.OrganisationId.Value, appended);
        return await GetAsync(backtestId, caller, backtests, cancellationToken);
    }
}
