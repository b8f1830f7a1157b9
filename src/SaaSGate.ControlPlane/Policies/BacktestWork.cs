using SaaSGate.Contracts.Ids;
using SaaSGate.Contracts.Policies;
using SaaSGate.ControlPlane.Live;
using SaaSGate.ControlPlane.Vault;
using SaaSGate.Inspection.Policies;
using SaaSGate.Postgres.Policies;

namespace SaaSGate.ControlPlane.Policies;

/// <summary>
/// Runs a version over recorded exchanges: session by session, each block read once, some sessions at the same time. What a step found is
/// written before the next is, so that it goes on from there whatever happens.
/// </summary>
internal sealed class BacktestWork(BacktestStore backtests, BacktestReader reader, PolicyStore policies, PolicyVersionStore versions, FingerprintKeys keys, LiveNotices notices)
{
    private const int SessionsAtOnce = 24, MostAtWork = 4;

    /// <summary>Skills for which the version is, or the version in force that it would take the place of.</summary>
    public async Task<List<BacktestSkill>> SkillsOfAsync(Id<Organisation> organisation, string policy, string scope, CancellationToken cancellationToken)
    {
        var active = (await policies.ListActiveAsync(organisation, cancellationToken)).Find(each => each.Id == policy);
        var scopes = new[] { scope, active?.Scope ?? scope }.Select(text => PolicyScope.TryParse(text, out var read) ? read : PolicyScope.Organisation).ToList();
        var skills = await reader.SkillsAsync(organisation, cancellationToken);
        return skills.FindAll(skill => scopes.Exists(each => each.AppliesTo(skill.Id, [.. skill.Labels])));
    }

    /// <summary>Returns when there is nothing more to do: it has run, or does not run any more.</summary>
    public async Task RunAsync(Id<Organisation> organisation, Id<Backtest> id, CancellationToken cancellationToken)
    {
        if (await backtests.PlanAsync(organisation, id, cancellationToken) is not { } plan)
            return;
        try
        {
            if (await JudgeAllAsync(organisation, id, plan, cancellationToken))
                await EndAsync(organisation, id, "done", null, cancellationToken);
        }
        catch (InvalidOperationException unreadable)
        {
            await EndAsync(organisation, id, "failed", unreadable.Message, cancellationToken);
        }
    }

    /// <returns>False where it was cancelled meanwhile, or somebody else goes on with it.</returns>
    private async Task<bool> JudgeAllAsync(Id<Organisation> organisation, Id<Backtest> id, BacktestPlan plan, CancellationToken cancellationToken)
    {
        // 1. What would be in force.
        if (await versions.FindAsync(organisation, plan.PolicyId, plan.Version, cancellationToken) is not { } draft)
            return true;
        var active = await policies.ListActiveAsync(organisation, cancellationToken);
        var name = active.Find(policy => policy.Id == plan.PolicyId)?.Name ?? (await policies.FindAsync(organisation, plan.PolicyId, cancellationToken))!.Name;
        var sources = active.Where(policy => policy.Id != plan.PolicyId)
            .Select(policy => new PolicySource(policy.Id, policy.Name, policy.Version, policy.Document, policy.Scope))
            .Append(new PolicySource(plan.PolicyId, name, plan.Version, draft.Document, draft.Scope));
        var skills = await SkillsOfAsync(organisation, plan.PolicyId, draft.Scope, cancellationToken);
        var trial = new PolicyTrial([.. sources], await keys.KeptAsync(organisation, cancellationToken));
        var judge = new BacktestJudge(trial, skills.ToDictionary(skill => skill.Id));
        var answers = skills.Exists(skill => trial.AsksCalls(skill.Id, [.. skill.Labels]));

        // 2. Sessions are read in order, judged at the same time, and written in order.
        var ids = skills.ConvertAll(skill => skill.Id).ToArray();
        var atWork = new Queue<(string After, Task<BacktestStep> Step)>();
        var listed = plan.Differences;
        var most = Math.Clamp(Environment.ProcessorCount, 1, MostAtWork);
        for (var after = plan.AfterSession; await reader.ReadAsync(organisation, ids, plan, after, SessionsAtOnce, answers, cancellationToken) is { } chunk; after = chunk.LastSession)
        {
            atWork.Enqueue((after, Task.Run(() => judge.Judge(chunk, cancellationToken), cancellationToken)));
            if (atWork.Count >= most && !await WriteAsync())
                return false;
        }

        while (atWork.Count > 0)
            if (!await WriteAsync())
                return false;
        return true;

        async Task<bool> WriteAsync()
        {
            var (after, judging) = atWork.Dequeue();
            var step = await judging;
            step = step with { Differences = [.. step.Differences.Take(BacktestStore.MostDifferences - listed)] };
            var goesOn = await backtests.StepAsync(organisation, id, after, listed, step, cancellationToken);
            listed += step.Differences.Count;
            return goesOn;
        }
    }

    private async Task EndAsync(Id<Organisation> organisation, Id<Backtest> id, string state, string? message, CancellationToken cancellationToken)
    {
        if (await backtests.EndAsync(organisation, id, state, message, cancellationToken) is { } ended)
            notices.FeedAdvanced(organisation.Value, ended);
    }
}
