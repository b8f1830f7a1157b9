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

    /// <summary>A bridge over records that are about to be deleted, each of them there or bridged already.</summary>
    /// <param name="connection">In a transaction of the organisation, which has locked the session.</param>
    /// <param name="session">Which.</param>
    /// <param name="range">The records.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="InvalidOperationException">The first or the last of them is not there.</exception>
    public static async Task<ChainBridge> BridgeAsync(NpgsqlConnection connection, Id<Session> session, ChainRange range, CancellationToken cancellationToken)
    {
        var ends = await connection.ListAsync<End>(
            """
            select chain_sequence as sequence, previous_hash, record_hash from tenant.exchanges
            where organisation_id = tenant.current_organisation() and session_id = @session and chain_sequence in (@from, @to)
            union all
            select sequence, previous_hash, record_hash from tenant.session_records
            where organisation_id = tenant.current_organisation() and session_id = @session and sequence in (@from, @to)
            """,
            new { session = session.Value, from = range.From, to = range.To }, cancellationToken);
        var (first, last) = (ends.Find(end => end.Sequence == range.From), ends.Find(end => end.Sequence == range.To));
        return first is null || last is null
            ? throw new InvalidOperationException($"Session {session} has no record {(first is null ? range.From : range.To)} to bridge.")
            : new(range, first.PreviousHash, last.RecordHash);
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
        var change = new SessionChange(new(head.Id, head.SkillId, head.ChainSequence, head.ChainHead), isNew: false);
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

    private sealed record End(long Sequence, byte[] PreviousHash, byte[] RecordHash);

    private sealed record Head(string OrganisationId, string Id, string SkillId, long ChainSequence, byte[]? ChainHead);
}
