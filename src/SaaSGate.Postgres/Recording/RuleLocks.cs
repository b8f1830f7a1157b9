using Npgsql;
using SaaSGate.Contracts.RegionLink;
using SaaSGate.Postgres.Audit;
using SaaSGate.Postgres.Live;
using SaaSGate.Postgres.Regions;

namespace SaaSGate.Postgres.Recording;

/// <summary>Puts the locks on skills that rules have asked for, in the transaction of the records that say so: once for an exchange.</summary>
internal static class RuleLocks
{
    /// <summary>Locks what has to be locked. It takes the locks of the logs, so it comes behind every other write but that of a feed.</summary>
    /// <returns>What portals are to be told.</returns>
    public static async Task<IReadOnlyList<FeedAppended>> AddAsync(
        NpgsqlConnection connection, StopStore stops, IngestBatch batch, IReadOnlyList<PlannedExchange> exchanges, CancellationToken cancellationToken)
    {
        var feeds = new List<FeedAppended>();
        foreach (var exchange in exchanges)
        {
            // A skill that is locked already, and goes on, gets no lock for each of its calls.
            if (RuleOf(exchange.Draft) is not { } rule || await IsLockedAsync(connection, batch, exchange.Open.SkillId, cancellationToken))
                continue;
            var target = new StopTarget(batch.Organisation, StopKind.Skill, exchange.Open.SkillId);
            var added = await stops.AddLockAsync(
                connection, target, RuleLock.IdOf(exchange.Draft.Id), $"Rule {rule} locked the skill, in {exchange.Draft.Id}.", Actor.System, cancellationToken);
            feeds.AddRange(added.Feeds);
        }

        return feeds;
    }

    private static Task<bool> IsLockedAsync(NpgsqlConnection connection, IngestBatch batch, string skill, CancellationToken cancellationToken) => connection.ValueAsync<bool>(
        "select exists (select from tenant.locks where organisation_id = @organisation and kind = 'skill' and target_id = @skill and lifted_at is null)",
        new { organisation = batch.Organisation.Value, skill }, cancellationToken);

    private static string? RuleOf(ExchangeDraft draft) =>
        draft.Start?.Started.Decision is { Kind: RuleLock.Kind } decision ? decision.Rule
        : draft.Withheld.Find(call => call.Withheld.Kind == RuleLock.Kind)?.Withheld.Rule;
}
