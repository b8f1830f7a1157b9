using SaaSGate.Contracts.Ids;

namespace SaaSGate.Postgres.Retention;

/// <summary>Goes through organisations and deletes what each keeps no longer, step by step, for as long as it is given.</summary>
/// <param name="platform">Tells which organisations there are.</param>
/// <param name="sweep">Deletes from sessions.</param>
/// <param name="rest">Deletes the rest.</param>
/// <param name="clock">Says when time is up.</param>
public sealed class RetentionWork(PlatformDatabase platform, RetentionSweep sweep, RetentionRest rest, TimeProvider clock)
{
    /// <summary>Exchanges, or rows, that one transaction deletes from.</summary>
    public const int AtOnce = 200;

    /// <summary>All organisations that a region serves or has served, or that have people, in an order that is another each time: one with much to delete does not keep the others waiting.</summary>
    public async Task<List<Id<Organisation>>> ListAsync(CancellationToken cancellationToken)
    {
        await using var connection = await platform.OpenAsync(cancellationToken);
        var rows = await connection.ListAsync<Row>(
            """
            select organisation_id from (
                select organisation_id from platform.region_organisations union select organisation_id from tenant.members where roles <> '{}') o
            order by random()
            """,
            null, cancellationToken);
        return rows.ConvertAll(row => Id<Organisation>.Parse(row.OrganisationId));
    }

    /// <summary>Deletes what is due of one organisation.</summary>
    /// <param name="organisation">Whose.</param>
    /// <param name="budget">After which no further step begins.</param>
    /// <param name="cancellationToken">Ends after the step at hand: the next call goes on from there.</param>
    /// <returns>Whether nothing is due any more.</returns>
    public async Task<bool> RunAsync(Id<Organisation> organisation, TimeSpan budget, CancellationToken cancellationToken)
    {
        var begun = clock.GetTimestamp();
        Func<Id<Organisation>, DateTimeOffset, int, CancellationToken, Task<DateTimeOffset?>>[] steps = [sweep.DeleteBodiesAsync, sweep.DeleteFindingsAsync, sweep.DeleteMetadataAsync];
        foreach (var step in steps)
        {
            var from = DateTimeOffset.MinValue;
            while (await step(organisation, from, AtOnce, cancellationToken) is { } reached)
            {
                if (clock.GetElapsedTime(begun) >= budget)
                    return false;
                from = reached;
            }
        }

        Func<Id<Organisation>, int, CancellationToken, Task<int>>[] others =
        [
            rest.DeleteViewsAsync, rest.DeleteApprovalsAsync, rest.EmptyBatchesAsync, rest.DeleteBatchesAsync, rest.DeleteQuarantineAsync, rest.DeleteFeedAsync, rest.DeleteAuditAsync,
        ];
        foreach (var step in others)
            while (await step(organisation, AtOnce, cancellationToken) == AtOnce)
                if (clock.GetElapsedTime(begun) >= budget)
                    return false;
        await rest.DeleteMonthsAsync(organisation, cancellationToken);
        return true;
    }

    private sealed record Row(string OrganisationId);
}
