using SaaSGate.Contracts.Ids;
using SaaSGate.Contracts.Proof;
using SaaSGate.Contracts.Recording;
using SaaSGate.Postgres.Proof;
using SaaSGate.Postgres.Recording;
using SaaSGate.Postgres.Tests.Recording;
using SaaSGate.TestKit;
using Xunit;

namespace SaaSGate.Postgres.Tests.Proof;

public sealed class CheckpointStoreTests(Database database) : IClassFixture<Database>, IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 11, 1, 10, 0, 0, TimeSpan.Zero);
    private readonly RecordIngest _ingest = new(database.Tenants, TimeProvider.System);
    private readonly CheckpointStore _checkpoints = new(database.Tenants, database.Platform);
    private readonly Signer _signer = Signer.Create();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Signs_what_changed_and_nothing_again()
    {
        var tenant = await TestTenant.AddAsync(database);
        var spool = new Spool(tenant);
        var (one, other) = (spool.NewSession(), spool.NewSession());
        spool.End(spool.Start(one, ["a"]));
        spool.Start(other, ["b"]); // stays open
        await _ingest.IngestAsync(spool.Batch(), Cancel);
        Assert.Contains(tenant.Organisation.Value, await _checkpoints.ListUnprovenAsync(Cancel));
        Assert.Equal(1, await MakeAsync(tenant, Now));
        Assert.Null(await MakeAsync(tenant, Now));
        Assert.DoesNotContain(tenant.Organisation.Value, await _checkpoints.ListUnprovenAsync(Cancel));

        var from = spool.Count + 1;
        spool.End(spool.Start(one, ["c"]));
        await _ingest.IngestAsync(spool.Batch(from), Cancel);
        Assert.Equal(2, await MakeAsync(tenant, Now.AddMinutes(-5))); // a clock that went back
        Assert.Equal("1:2 2:1", await tenant.PeekAsync<string>(
            "select string_agg(number || ':' || leaves, ' ' order by number) from (select number, count(*) as leaves from tenant.checkpoint_leaves where organisation_id = $1 group by 1) l"));

        var made = await ReadAsync(tenant);
        var key = PublicKey.Of(_signer.PublicKey);
        Assert.All(made, checkpoint => Assert.True(key.Verifies(checkpoint.Document, checkpoint.Signature)));
        Assert.Equal(Checkpoint.HashOf(made[0].Document), Convert.FromHexString(CanonicalJson.Read(made[1].Document).GetProperty("previous").GetString()!));
        Assert.Equal(made[0].At, made[1].At);
    }

    [Fact]
    public async Task A_key_signs_between_its_times_whatever_the_clocks_say()
    {
        var tenant = await TestTenant.AddAsync(database);
        var (spool, keys) = (new Spool(tenant), new SigningKeyStore(database.Platform));
        var session = spool.NewSession();
        using var next = Signer.Create();
        await keys.GetOrAddAsync(new(_signer.KeyId, _signer.PublicKey, [1], Now.AddMinutes(5), null), Cancel);
        spool.End(spool.Start(session, ["a"]));
        await _ingest.IngestAsync(spool.Batch(), Cancel);
        Assert.Equal(1, await MakeAsync(tenant, Now));
        var from = spool.Count + 1;
        spool.End(spool.Start(session, ["b"]));
        await _ingest.IngestAsync(spool.Batch(from), Cancel);
        Assert.Equal(2, await MakeAsync(tenant, Now.AddMinutes(9)));

        // Whoever retires it has a clock that is behind.
        await keys.RotateAsync(new(next.KeyId, next.PublicKey, [1], Now, null), Cancel);
        from = spool.Count + 1;
        spool.End(spool.Start(session, ["c"]));
        await _ingest.IngestAsync(spool.Batch(from), Cancel);
        await Assert.ThrowsAsync<SigningKeyRetiredException>(() => MakeAsync(tenant, Now.AddMinutes(9)));
        Assert.Equal(3, await _checkpoints.MakeAsync(tenant.Organisation, Now, next, Cancel));

        var (made, history) = (await ReadAsync(tenant), await keys.ListAsync(Cancel));
        Assert.Equal([Now.AddMinutes(5), Now.AddMinutes(9), Now.AddMinutes(9)], made.Select(checkpoint => checkpoint.At));
        var signed = made.Zip(new[] { _signer.KeyId, _signer.KeyId, next.KeyId }, (checkpoint, id) => (checkpoint.At, Key: history.Single(key => key.Id == id)));
        Assert.All(signed, entry => Assert.True(PublicKey.Of(entry.Key.PublicKey, entry.Key.CreatedAt, entry.Key.RetiredAt).SignedAt(entry.At)));

        // Evidence may say a time that is to come: its key does not cease before. One that has ceased signs none.
        Assert.False(await keys.HasSignedAsync(_signer.KeyId, Now, Cancel));
        Assert.True(await keys.HasSignedAsync(next.KeyId, Now.AddHours(1), Cancel));
        Assert.True(await keys.HasSignedAsync(next.KeyId, Now.AddMinutes(1), Cancel));
        using var last = Signer.Create();
        await keys.RotateAsync(new(last.KeyId, last.PublicKey, [1], Now.AddMinutes(20), null), Cancel);
        Assert.Equal(Now.AddHours(1), (await keys.ListAsync(Cancel)).Single(key => key.Id == next.KeyId).RetiredAt);

        // A time that is far from here keeps none for ever.
        var far = new DateTimeOffset(9998, 1, 1, 0, 0, 0, TimeSpan.Zero);
        Assert.True(await keys.HasSignedAsync(last.KeyId, far, Cancel));
        using var another = Signer.Create();
        await keys.RotateAsync(new(another.KeyId, another.PublicKey, [1], Now.AddMinutes(30), null), Cancel);
        Assert.True((await keys.ListAsync(Cancel)).Single(key => key.Id == last.KeyId).RetiredAt < far.AddYears(-1000));
    }

    [Fact]
    public async Task Heads_that_move_meanwhile_are_in_the_next_and_nothing_waits_for_ever()
    {
        var tenant = await TestTenant.AddAsync(database);
        Spool[] spools = [.. Enumerable.Range(0, 3).Select(_ => new Spool(tenant))];
        string[] sessions = [.. Enumerable.Range(0, 8).Select(_ => spools[0].NewSession())];
        foreach (var spool in spools)
            for (var i = 0; i < 60; i++)
                spool.End(spool.Start(sessions[i % sessions.Length], [$"turn {i}"]));
        var taking = Task.WhenAll(spools.Select(async spool =>
        {
            for (var sequence = 1; sequence <= spool.Count; sequence += 5)
                await _ingest.IngestAsync(spool.Batch(sequence, Math.Min(spool.Count, sequence + 4)), Cancel);
        }));
        while (!taking.IsCompleted)
            await MakeAsync(tenant, Now);
        await taking;
        await MakeAsync(tenant, Now);

        // Each leaf is a link of its chain, and the last ones are the heads.
        Assert.Equal(0, await tenant.PeekAsync<long>(
            """
            select count(*) from tenant.checkpoint_leaves l where l.organisation_id = $1 and not exists (
                select from tenant.exchanges e where e.organisation_id = $1 and e.session_id = l.session_id and e.chain_sequence = l.sequence and e.record_hash = l.head)
              and not exists (
                select from tenant.session_records r where r.organisation_id = $1 and r.session_id = l.session_id and r.sequence = l.sequence and r.record_hash = l.head)
            """));
        Assert.Equal(sessions.Length, await tenant.PeekAsync<long>(
            """
            select count(*) from tenant.sessions s where s.organisation_id = $1 and s.checkpoint_sequence = s.chain_sequence and exists (
                select from tenant.checkpoint_leaves l where l.organisation_id = $1 and l.session_id = s.id and l.sequence = s.chain_sequence and l.head = s.chain_head)
            """));
    }

    [Fact]
    public async Task A_deletion_goes_into_the_chain_over_a_bridge()
    {
        var tenant = await TestTenant.AddAsync(database);
        var spool = new Spool(tenant);
        var session = spool.NewSession();
        for (var i = 0; i < 3; i++)
            spool.End(spool.Start(session, [$"{i}"]));
        await _ingest.IngestAsync(spool.Batch(), Cancel);
        var id = Id<Session>.Parse(session);
        var at = await database.Tenants.InTenantAsync(tenant.Organisation, async connection =>
        {
            Assert.Equal(3, await SessionDeletion.LockAsync(connection, id, Cancel));
            var bridge = Assert.Single(await SessionDeletion.BridgesAsync(connection, id, new(1, 2), Cancel));
            Assert.Equal(new ChainRange(1, 2), bridge.Range);
            Assert.Equal(Commitment.Genesis, bridge.Before);
            return await SessionDeletion.AppendAsync(connection, id, new() { At = Now, By = "system", Reason = "retention", Note = null, Records = [bridge] }, Cancel);
        }, Cancel);
        Assert.Equal(4, at);
        Assert.True(await tenant.PeekAsync<bool>(
            """
            select r.record_hash = s.chain_head and r.record_hash = sha256(r.previous_hash || r.body) and r.previous_hash = e.record_hash
            from tenant.session_records r join tenant.sessions s on s.organisation_id = $1 and s.id = r.session_id
            join tenant.exchanges e on e.organisation_id = $1 and e.chain_sequence = 3 where r.organisation_id = $1 and r.sequence = 4
            """));

        // What goes later is bridged beside it: the record that holds the first bridge stays.
        await tenant.PeekAsync<object>("delete from tenant.exchanges where organisation_id = $1 and chain_sequence <= 2");
        var later = await database.Tenants.InTenantAsync(tenant.Organisation, connection => SessionDeletion.BridgesAsync(connection, id, new(1, 4), Cancel), Cancel);
        Assert.Equal(new ChainRange(3, 3), Assert.Single(later).Range);
    }

    public void Dispose() => _signer.Dispose();

    private Task<long?> MakeAsync(TestTenant tenant, DateTimeOffset at) => _checkpoints.MakeAsync(tenant.Organisation, at, _signer, Cancel);

    private Task<List<StoredCheckpoint>> ReadAsync(TestTenant tenant) => database.Tenants.InTenantAsync(tenant.Organisation, connection => connection.ListAsync<StoredCheckpoint>(
        $"select {CheckpointStore.Columns} from tenant.checkpoints order by number", null, Cancel), Cancel);
}
