using Npgsql;
using SaaSGate.Contracts.Ids;
using SaaSGate.Postgres.Audit;

namespace SaaSGate.Postgres.Federation;

/// <summary>Streams of security events, and which tokens were taken.</summary>
/// <param name="tenants">The database.</param>
/// <param name="platform">Forgets what is old, in all organisations.</param>
/// <param name="clock">Gives everything its time.</param>
public sealed class EventStreamStore(TenantDatabase tenants, PlatformDatabase platform, TimeProvider clock)
{
    /// <summary>The stream of a provider; null when there is none.</summary>
    public Task<KnownStream?> FindAsync(Id<Organisation> organisation, Id<IdentityProvider> provider, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, connection => FindAsync(connection, organisation, provider, cancellationToken), cancellationToken);

    /// <summary>An enabled provider of any organisation, and its stream where it has one that is enabled.</summary>
    public async Task<(KnownProvider? Provider, KnownStream? Stream)> FindEnabledAsync(Id<IdentityProvider> id, CancellationToken cancellationToken)
    {
        if (await IdentityProviderStore.OwnerAsync(platform, id, cancellationToken) is not { } organisation)
            return (null, null);
        return await tenants.InTenantAsync<(KnownProvider?, KnownStream?)>(organisation, async connection =>
            await IdentityProviderStore.FindAsync(connection, organisation, id.Value, cancellationToken) is not { What.Enabled: true } provider
                ? (null, null)
                : (provider, await FindAsync(connection, organisation, id, cancellationToken) is { Enabled: true } stream ? stream : null), cancellationToken);
    }

    /// <summary>Makes the stream of a provider, or changes one that still is what the author read.</summary>
    /// <param name="organisation">Whose.</param>
    /// <param name="provider">The provider.</param>
    /// <param name="expected">The version that the author read; 0 where there was none.</param>
    /// <param name="draft">What it is to be, checked already.</param>
    /// <param name="actor">Who.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<FederationOutcome> SaveAsync(
        Id<Organisation> organisation, Id<IdentityProvider> provider, long expected, EventStreamDraft draft, Actor actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(draft);
        ArgumentNullException.ThrowIfNull(actor);
        return tenants.InTenantAsync(organisation, async connection =>
        {
            if (await IdentityProviderStore.IsBeyondAsync(connection, organisation, provider, actor, cancellationToken))
                return FederationOutcome.Beyond;
            var changed = await connection.RunAsync(
                """
                insert into tenant.event_streams as s (organisation_id, provider_id, issuer, audience, keys_address, authorization_hash, enabled, delivery, poll_address, token_sealed,
                    stream_id, created_at, created_by)
                select @organisation, id, @issuer, @audience, @keys, @hash, @enabled, @delivery, @pollAddress, case when @hasToken then coalesce(@token, (
                    select token_sealed from tenant.event_streams where organisation_id = @organisation and provider_id = @provider)) end, @streamId, @now, @actor from tenant.identity_providers
                where organisation_id = @organisation and id = @provider and (@expected = 0 or exists (select from tenant.event_streams where organisation_id = @organisation and provider_id = @provider))
                on conflict (organisation_id, provider_id) do update set issuer = excluded.issuer, audience = excluded.audience, keys_address = excluded.keys_address,
                    authorization_hash = case when @keep then coalesce(excluded.authorization_hash, s.authorization_hash) end,
                    other_hash = case when @keepsOther then s.authorization_hash end, enabled = excluded.enabled,
                    last_at = case when (s.issuer, s.audience) = (excluded.issuer, excluded.audience) then s.last_at end,
                    verified_at = case when (s.issuer, s.audience) = (excluded.issuer, excluded.audience) then s.verified_at end, expected_state = null,
                    delivery = excluded.delivery, poll_address = excluded.poll_address, token_sealed = excluded.token_sealed, stream_id = excluded.stream_id, failure = null,
                    version = s.version + 1
                where s.version = @expected
                """,
                new
                {
                    organisation = organisation.Value,
                    provider = provider.Value,
                    expected,
                    issuer = draft.Issuer,
                    audience = draft.Audience,
                    keys = draft.KeysAddress,
                    hash = draft.AuthorizationHash,
                    keep = draft.HasAuthorization,
                    keepsOther = draft.KeepsOther,
                    enabled = draft.Enabled,
                    delivery = draft.Delivery,
                    pollAddress = draft.PollAddress,
                    token = draft.TokenSealed,
                    hasToken = draft.HasToken,
                    streamId = draft.StreamId,
                    now = clock.GetUtcNow(),
                    actor = actor.Id,
                },
                cancellationToken);
            if (changed == 0)
                return FederationOutcome.Changed;
            await connection.AuditAsync(
                clock, actor, "event_stream.saved", provider.Value,
                new { draft.Issuer, draft.Audience, draft.KeysAddress, authorizationChanged = draft.AuthorizationHash is not null, tokenChanged = draft.TokenSealed is not null, draft.Enabled, draft.Delivery, draft.PollAddress, draft.StreamId }, cancellationToken);
            return FederationOutcome.Done;
        }, cancellationToken);
    }

    /// <summary>Lets another Authorization header count too, before the transmitter is told of it.</summary>
    /// <param name="organisation">Whose.</param>
    /// <param name="provider">The provider.</param>
    /// <param name="authorizationHash">SHA-256 of the header; null where nothing is sent here.</param>
    /// <param name="actor">Who.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>False where the provider may bring in people who may do more than the actor; then nothing is changed.</returns>
    public Task<bool> AnnounceAsync(Id<Organisation> organisation, Id<IdentityProvider> provider, byte[]? authorizationHash, Actor actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(actor);
        return tenants.InTenantAsync(organisation, async connection =>
        {
            if (await IdentityProviderStore.IsBeyondAsync(connection, organisation, provider, actor, cancellationToken))
                return false;
            if (authorizationHash is not null)
                await connection.RunAsync(
                    "update tenant.event_streams set other_hash = @authorizationHash where organisation_id = @organisation and provider_id = @provider",
                    new { organisation = organisation.Value, provider = provider.Value, authorizationHash }, cancellationToken);
            return true;
        }, cancellationToken);
    }

    /// <summary>Removes one.</summary>
    public Task<FederationOutcome> DeleteAsync(Id<Organisation> organisation, Id<IdentityProvider> provider, Actor actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(actor);
        return tenants.InTenantAsync(organisation, async connection =>
        {
            if (await IdentityProviderStore.IsBeyondAsync(connection, organisation, provider, actor, cancellationToken))
                return FederationOutcome.Beyond;
            if (await connection.RunAsync(
                "delete from tenant.event_streams where organisation_id = @organisation and provider_id = @provider", new { organisation = organisation.Value, provider = provider.Value }, cancellationToken) == 0)
                return FederationOutcome.NotFound;
            await connection.AuditAsync(clock, actor, "event_stream.removed", provider.Value, null, cancellationToken);
            return FederationOutcome.Done;
        }, cancellationToken);
    }

    /// <summary>Whether a token was taken before.</summary>
    /// <param name="organisation">Whose.</param>
    /// <param name="provider">From whom.</param>
    /// <param name="tokenHash">SHA-256 of its issuer and <c>jti</c>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<bool> WasTakenAsync(Id<Organisation> organisation, Id<IdentityProvider> provider, byte[] tokenHash, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, connection => WasTakenAsync(connection, organisation, provider, tokenHash, cancellationToken), cancellationToken);

    /// <summary>Notes that a token was taken and acted on, and audits it. False where another request was faster.</summary>
    /// <param name="provider">From whom.</param>
    /// <param name="tokenHash">SHA-256 of its issuer and <c>jti</c>.</param>
    /// <param name="kinds">The events in it.</param>
    /// <param name="action">What the audit log calls it.</param>
    /// <param name="target">Id of whom or what it was about.</param>
    /// <param name="detail">Facts.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<bool> TakeAsync(
        KnownProvider provider, byte[] tokenHash, IReadOnlyList<string> kinds, string action, string target, object detail, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(provider);
        ArgumentNullException.ThrowIfNull(kinds);
        return tenants.InTenantAsync(provider.Organisation, async connection =>
        {
            var parameters = new { organisation = provider.Organisation.Value, provider = provider.Id.Value, tokenHash, kinds = kinds.ToArray(), now = clock.GetUtcNow() };
            if (await connection.RunAsync(
                """
                insert into tenant.security_events (organisation_id, provider_id, token_hash, kinds, at) values (@organisation, @provider, @tokenHash, @kinds, @now)
                on conflict do nothing
                """, parameters, cancellationToken) == 0)
                return false;
            await connection.RunAsync("update tenant.event_streams set last_at = @now where organisation_id = @organisation and provider_id = @provider", parameters, cancellationToken);
            await connection.AuditAsync(clock, new(provider.Id.Value, provider.What.Name), action, target, detail, cancellationToken);
            return true;
        }, cancellationToken);
    }

    /// <summary>Streams of all organisations that are believed.</summary>
    public async Task<IReadOnlyList<WatchedStream>> ListEnabledAsync(CancellationToken cancellationToken)
    {
        await using var connection = await platform.OpenAsync(cancellationToken);
        return (await connection.ListAsync<EnabledRow>(
            """
            select s.organisation_id, s.provider_id, p.version as provider_version, s.version, s.issuer, s.keys_address from tenant.event_streams s
            join tenant.identity_providers p on p.organisation_id = s.organisation_id and p.id = s.provider_id and p.enabled
            where s.enabled
            """, null, cancellationToken)).ConvertAll(row => new WatchedStream(
                Id<Organisation>.Parse(row.OrganisationId), Id<IdentityProvider>.Parse(row.ProviderId), row.ProviderVersion, row.Version, row.Issuer, row.KeysAddress));
    }

    /// <summary>Streams of all organisations that were not polled for a while.</summary>
    /// <param name="between">For how long where all is well.</param>
    /// <param name="afterFailure">For how long where the last poll failed.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<(Id<Organisation> Organisation, Id<IdentityProvider> Provider)>> ListDueAsync(
        TimeSpan between, TimeSpan afterFailure, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await using var connection = await platform.OpenAsync(cancellationToken);
        return [.. (await connection.ListAsync<DueRow>(
            """
            select organisation_id, provider_id from tenant.event_streams
            where delivery = 'poll' and enabled and coalesce(polling_until, '-infinity') <= @now
              and coalesce(polled_at, '-infinity') <= case when failure is null then @well else @failed end
            order by polled_at nulls first limit 200
            """, new { now, well = now - between, failed = now - afterFailure }, cancellationToken)).Select(row => (Id<Organisation>.Parse(row.OrganisationId), Id<IdentityProvider>.Parse(row.ProviderId)))];
    }

    /// <summary>Takes the turn to poll a stream, for as long as it may take; of several that would at once, one gets it.</summary>
    public Task<bool> BeginPollAsync(Id<Organisation> organisation, Id<IdentityProvider> provider, TimeSpan length, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, async connection => await connection.RunAsync(
            """
            update tenant.event_streams set polling_until = @until
            where organisation_id = @organisation and provider_id = @provider and delivery = 'poll' and enabled and coalesce(polling_until, '-infinity') <= @now
            """,
            new { organisation = organisation.Value, provider = provider.Value, now = clock.GetUtcNow(), until = clock.GetUtcNow() + length }, cancellationToken) == 1, cancellationToken);

    /// <summary>Notes how a poll ended, and gives the turn back.</summary>
    /// <param name="organisation">Whose.</param>
    /// <param name="provider">From whom.</param>
    /// <param name="failure">Why it failed; null where it did not.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task EndPollAsync(Id<Organisation> organisation, Id<IdentityProvider> provider, string? failure, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, connection => connection.RunAsync(
            "update tenant.event_streams set failure = @failure, polled_at = @now, polling_until = null where organisation_id = @organisation and provider_id = @provider",
            new { organisation = organisation.Value, provider = provider.Value, failure, now = clock.GetUtcNow() }, cancellationToken), cancellationToken);

    /// <summary>Notes the state that a verification event is to bring.</summary>
    public Task ExpectAsync(Id<Organisation> organisation, Id<IdentityProvider> provider, string state, Actor actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(actor);
        return tenants.InTenantAsync(organisation, async connection =>
        {
            await connection.RunAsync(
                "update tenant.event_streams set expected_state = @state where organisation_id = @organisation and provider_id = @provider",
                new { organisation = organisation.Value, provider = provider.Value, state }, cancellationToken);
            await connection.AuditAsync(clock, actor, "event_stream.verification_asked", provider.Value, null, cancellationToken);
        }, cancellationToken);
    }

    /// <summary>Takes a verification event: it counts with the state that was asked for last, or any where none was.</summary>
    /// <returns>Whether it does.</returns>
    public Task<bool> VerifiedAsync(Id<Organisation> organisation, Id<IdentityProvider> provider, string? state, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, async connection => await connection.RunAsync(
            """
            update tenant.event_streams set verified_at = @now, expected_state = null
            where organisation_id = @organisation and provider_id = @provider and (expected_state is null or expected_state = @state)
            """,
            new { organisation = organisation.Value, provider = provider.Value, state, now = clock.GetUtcNow() }, cancellationToken) == 1, cancellationToken);

    /// <summary>
    /// Whom events of a token are about. By a subject a provider means who came by it. By an address it means people it has signed in, of whom that address is
    /// verified; and where people of it cannot choose their addresses, those of a domain that is proven: anybody else would end by what somebody says of an account
    /// that they gave another's address. What was so before somebody came, or came back, ends nothing now.
    /// </summary>
    /// <param name="provider">Who says it.</param>
    /// <param name="tokenHash">SHA-256 of the token's issuer and <c>jti</c>.</param>
    /// <param name="named">Whom each event names.</param>
    /// <param name="at">When it was so.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>For each event the people's ids; null where the token was taken before.</returns>
    public Task<List<List<string>>?> FindConcernedAsync(
        KnownProvider provider, byte[] tokenHash, IReadOnlyList<NamedPeople> named, DateTimeOffset at, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(provider);
        ArgumentNullException.ThrowIfNull(named);
        return tenants.InTenantAsync(provider.Organisation, async connection =>
        {
            if (await WasTakenAsync(connection, provider.Organisation, provider.Id, tokenHash, cancellationToken))
                return null;
            var concerned = new List<List<string>>();
            foreach (var people in named)
                concerned.Add(people.Subjects.Count + people.Addresses.Count == 0 ? [] : await FindAsync(connection, provider, people, at, cancellationToken));
            return concerned;
        }, cancellationToken);
    }

    /// <summary>Forgets tokens that are older than any that is still believed.</summary>
    public async Task PurgeAsync(CancellationToken cancellationToken)
    {
        await using var connection = await platform.OpenAsync(cancellationToken);
        await connection.RunAsync("delete from tenant.security_events where at < now() - interval '90 days'", null, cancellationToken);
    }

    private static Task<KnownStream?> FindAsync(NpgsqlConnection connection, Id<Organisation> organisation, Id<IdentityProvider> provider, CancellationToken cancellationToken) =>
        connection.FirstAsync<KnownStream>(
            """
            select issuer, audience, keys_address, authorization_hash, other_hash, enabled, version, last_at, verified_at, delivery, poll_address, token_sealed, stream_id, expected_state, polled_at, failure
            from tenant.event_streams where organisation_id = @organisation and provider_id = @provider
            """,
            new { organisation = organisation.Value, provider = provider.Value }, cancellationToken);

    private static Task<bool> WasTakenAsync(
        NpgsqlConnection connection, Id<Organisation> organisation, Id<IdentityProvider> provider, byte[] tokenHash, CancellationToken cancellationToken) => connection.ValueAsync<bool>(
        "select exists (select from tenant.security_events where organisation_id = @organisation and provider_id = @provider and token_hash = @tokenHash)",
        new { organisation = organisation.Value, provider = provider.Value, tokenHash }, cancellationToken);

    private static async Task<List<string>> FindAsync(NpgsqlConnection connection, KnownProvider provider, NamedPeople named, DateTimeOffset at, CancellationToken cancellationToken) =>
        (await connection.ListAsync<PersonRow>(
            """
            with named as (
                select i.user_id from tenant.linked_identities i where i.organisation_id = @organisation and i.provider_id = @provider and i.subject = any (@subjects)
                union
                select m.user_id from tenant.members m
                where m.organisation_id = @organisation and lower(m.email) in (select lower(address) from unnest(@addresses) as address) and (
                    (m.email_verified and exists (select from tenant.linked_identities i where i.organisation_id = m.organisation_id and i.provider_id = @provider and i.user_id = m.user_id))
                    or (@trusted and tenant.domain_is_proven(m.email))))
            select n.user_id from named n
            where not exists (select from tenant.offboardings o where o.organisation_id = @organisation and o.user_id = n.user_id and o.returned_at > @at)
              and not exists (
                select from tenant.linked_identities i where i.organisation_id = @organisation and i.provider_id = @provider and i.user_id = n.user_id and i.linked_at > @at)
            order by n.user_id
            """,
            new
            {
                organisation = provider.Organisation.Value,
                provider = provider.Id.Value,
                subjects = named.Subjects.ToArray(),
                addresses = named.Addresses.ToArray(),
                trusted = provider.What.TrustsAddresses,
                at,
            },
            cancellationToken)).ConvertAll(row => row.UserId);

    private sealed record PersonRow(string UserId);

    private sealed record DueRow(string OrganisationId, string ProviderId);

    private sealed record EnabledRow(string OrganisationId, string ProviderId, long ProviderVersion, long Version, string Issuer, string? KeysAddress);
}
