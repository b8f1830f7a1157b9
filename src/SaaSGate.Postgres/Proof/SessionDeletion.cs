using Npgsql;
using SaaSGate.Contracts.Ids;
using SaaSGate.Contracts.Recording;
using SaaSGate.Postgres.Recording;

namespace SaaSGate.Postgres.Proof;

/// <summary>Puts the record of a deletion into a session's chain, in the transaction that deletes.</summary>
public static class SessionDeletion
{
    /// <summary>Locks the session's row, so that its chain stands still until the transaction ends.</summary>
    /// <returns>How many records the chain has; null when there is no such session.</returns>
    public static Task<long?> LockAsync(NpgsqlConnection connection, Id<Session> session, CancellationToken cancellationToken) => connection.ValueAsync<long?>(
        "select chain_sequence from tenant.sessions where organisation_id = tenant.current_organisation() and id = @session for update",
        new { session = session.Value }, cancellationToken);

    /// <summary>
    /// Bridges over records that are about to be deleted. Those that were deleted before have theirs already, and records of deletions
    /// stay, since they hold the bridges: so there may be several, or none.
    /// </summary>
    /// <param name="connection">In a transaction of the organisation, which has locked the session.</param>
    /// <param name="session">Which.</param>
    /// <param name="range">The records.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<IReadOnlyList<ChainBridge>> BridgesAsync(NpgsqlConnection connection, Id<Session> session, ChainRange range, CancellationToken cancellationToken)
    {
        var links = await connection.ListAsync<Link>(
            """
            select chain_sequence as sequence, previous_hash, record_hash from tenant.exchanges
            where organisation_id = tenant.current_organisation() and session_id = @session and chain_sequence between @from and @to
            union all
            select sequence, previous_hash, record_hash from tenant.session_records
            where organisation_id = tenant.current_organisation() and session_id = @session and sequence between @from and @to and kind <> 'deletion'
            order by sequence
            """,
            new { session = session.Value, from = range.From, to = range.To }, cancellationToken);
        var bridges = new List<ChainBridge>();
        foreach (var link in links)
        {
            if (bridges is [.., var last] && last.Range.To + 1 == link.Sequence)
                bridges[^1] = last with { Range = new(last.Range.From, link.Sequence), After = link.RecordHash };
            else
                bridges.Add(new(new(link.Sequence, link.Sequence), link.PreviousHash, link.RecordHash));
        }

        return bridges;
    }

    /// <summary>Appends the record.</summary>
    /// <param name="connection">In a transaction of the organisation.</param>
    /// <param name="session">Whose chain.</param>
    /// <param name="deletion">What is deleted.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The record's place in the chain.</returns>
    /// <exception cref="InvalidOperationException">There is no such session.</exception>
    public static async Task<long> AppendAsync(NpgsqlConnection connection, Id<Session> session, DeletionFacts deletion, CancellationToken cancellationToken)
    {
        var head = await connection.FirstAsync<Head>(
            """
            select organisation_id, id, skill_id, chain_sequence, chain_head from tenant.sessions
            where organisation_id = tenant.current_organisation() and id = @session for update
            """,
            new { session = session.Value }, cancellationToken) ?? throw new InvalidOperationException($"There is no session {session}.");
        var change = new SessionChange(new(head.Id, head.SkillId, head.ChainSequence, head.ChainHead, Blocks: 0, IsEmptied: false), isNew: false);
        var (place, previous) = change.Next(head.OrganisationId);
        var body = CanonicalJson.Write(ChainRecord.Deletion(place, deletion));
        await using var write = new NpgsqlBatch(connection);
        SessionRecords.Add(write, [new(place, ChainRecord.DeletionKind, null, null, body, previous, change.Advance(body))]);
        write.Add(
            "update tenant.sessions set chain_sequence = $2, chain_head = $3 where organisation_id = tenant.current_organisation() and id = $1",
            session.Value, change.ChainSequence, change.ChainHead);
        await write.ExecuteNonQueryAsync(cancellationToken);
        return place.Sequence;
    }

    private sealed record Link(long Sequence, byte[] PreviousHash, byte[] RecordHash);

    private sealed record Head(string OrganisationId, string Id, string SkillId, long ChainSequence, byte[]? ChainHead);
}
