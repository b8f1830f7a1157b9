using Npgsql;
using SaaSGate.Contracts.Ids;
using SaaSGate.Contracts.Proof;
using SaaSGate.Contracts.Recording;
using static SaaSGate.Postgres.Statements;

namespace SaaSGate.Postgres.Proof;

/// <summary>Checkpoints over the chains of an organisation.</summary>
/// <param name="tenants">The database.</param>
/// <param name="platform">Tells in which organisations something changed.</param>
public sealed class CheckpointStore(TenantDatabase tenants, PlatformDatabase platform)
{
    /// <summary>Organisations with a chain that no checkpoint covers whole.</summary>
    public async Task<List<string>> ListUnprovenAsync(CancellationToken cancellationToken)
    {
        await using var connection = await platform.OpenAsync(cancellationToken);
        return [.. (await connection.ListAsync<Unproven>(
            "select distinct organisation_id from tenant.sessions where chain_sequence > checkpoint_sequence", null, cancellationToken)).Select(row => row.OrganisationId)];
    }

    /// <summary>
    /// Makes a checkpoint over all heads that changed since the last one. Chains that grow meanwhile are in the next: nothing is
    /// locked while the tree is made, and sessions' rows only for the one update at the end.
    /// </summary>
    /// <param name="organisation">Whose.</param>
    /// <param name="at">Now.</param>
    /// <param name="signer">The present key.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Its number; null when nothing had changed.</returns>
    /// <exception cref="SigningKeyRetiredException">The key is the present one no more.</exception>
    public Task<long?> MakeAsync(Id<Organisation> organisation, DateTimeOffset at, Signer signer, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(signer);
        return tenants.InTenantAsync(organisation, async connection =>
        {
            // 1. One at a time; what changed is read in one statement, at one moment.
            await connection.RunAsync("select pg_advisory_xact_lock(hashtextextended('checkpoint ' || @id, 0))", new { id = organisation.Value }, cancellationToken);
            var changed = await connection.ListAsync<Changed>(
                """
                select id, chain_sequence, chain_head from tenant.sessions
                where organisation_id = @organisation and chain_sequence > checkpoint_sequence
                """,
                new { organisation = organisation.Value }, cancellationToken);
            if (changed.Count == 0)
                return (long?)null;
            var last = await connection.FirstAsync<StoredCheckpoint>(
                $"select {Columns} from tenant.checkpoints where organisation_id = @organisation order by number desc limit 1", new { organisation = organisation.Value }, cancellationToken);

            // 2. The key stays the present one until this is written. The time is behind its beginning and the last checkpoint, whatever clocks say.
            var key = await connection.FirstAsync<Key>("select began_at, is_retired from platform.use_signing_key(@id)", new { id = signer.KeyId }, cancellationToken);
            if (key is { IsRetired: true })
                throw new SigningKeyRetiredException();
            DateTimeOffset[] times = [at, last?.At ?? at, key?.BeganAt ?? at];

            // 3. The tree, and the signature.
            var leaves = changed.ConvertAll(session => new CheckpointLeaf(session.Id, session.ChainSequence, session.ChainHead));
            var made = Checkpoint.Over(
                leaves, organisation.Value, (last?.Number ?? 0) + 1, times.Max(), last?.Hash ?? Commitment.Genesis, signer.KeyId);
            var document = made.ToDocument();

            // 4. Written at once; the rows of sessions are locked in the order in which ingest locks them.
            await using var write = new NpgsqlBatch(connection);
            write.Add(
                "insert into tenant.checkpoints (organisation_id, number, at, document, hash, key_id, signature) values ($1, $2, $3, $4, $5, $6, $7)",
                organisation.Value, made.Number, made.At, document, Checkpoint.HashOf(document), signer.KeyId, signer.Sign(document));
            write.Add(
                "insert into tenant.checkpoint_leaves (organisation_id, number, session_id, sequence, head) select $1, $2, l.* from unnest($3::text[], $4::bigint[], $5::bytea[]) l",
                organisation.Value, made.Number, Each(leaves, leaf => leaf.SessionId), Each(leaves, leaf => leaf.Sequence), Each(leaves, leaf => leaf.Head));
            write.Add(
                """
                with locked as (select id from tenant.sessions where organisation_id = $1 and id = any ($2) order by id for update)
                update tenant.sessions s set checkpoint_sequence = l.sequence
                from locked, unnest($2::text[], $3::bigint[]) l (id, sequence)
                where s.organisation_id = $1 and s.id = locked.id and l.id = locked.id
                """,
                organisation.Value, Each(leaves, leaf => leaf.SessionId), Each(leaves, leaf => leaf.Sequence));
            await write.ExecuteNonQueryAsync(cancellationToken);
            return made.Number;
        }, cancellationToken);
    }

    internal const string Columns = "number, at, document, hash, signature";

    private sealed record Unproven(string OrganisationId);

    private sealed record Key(DateTimeOffset BeganAt, bool IsRetired);

    private sealed record Changed(string Id, long ChainSequence, byte[] ChainHead);
}
