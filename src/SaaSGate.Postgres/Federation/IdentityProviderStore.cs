using System.Text.Json;
using Npgsql;
using SaaSGate.Contracts.Ids;
using SaaSGate.Postgres.Audit;

namespace SaaSGate.Postgres.Federation;

/// <summary>Identity providers of organisations.</summary>
/// <param name="tenants">The database.</param>
/// <param name="platform">Finds which organisation a provider belongs to.</param>
/// <param name="clock">Gives everything its time.</param>
public sealed class IdentityProviderStore(TenantDatabase tenants, PlatformDatabase platform, TimeProvider clock)
{
    /// <summary>How many an organisation has at most.</summary>
    public const int MostProviders = 20;

    private const string Select = """
        select id, kind, issuer, version, name, client_id, secret_sealed, scopes, authority, group_claim, group_roles, default_roles, creates_members, trusts_addresses, enabled,
            sso_url, certificates
        from tenant.identity_providers where organisation_id = @organisation
        """;

    /// <summary>All of an organisation, by name.</summary>
    public Task<List<KnownProvider>> ListAsync(Id<Organisation> organisation, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, async connection => (await connection.ListAsync<Row>(
            $"{Select} order by name", new { organisation = organisation.Value }, cancellationToken)).ConvertAll(row => row.ToProvider(organisation)), cancellationToken);

    /// <summary>One; null when it is not there.</summary>
    public Task<KnownProvider?> FindAsync(Id<Organisation> organisation, Id<IdentityProvider> id, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, connection => FindAsync(connection, organisation, id.Value, cancellationToken), cancellationToken);

    /// <summary>An enabled one of any organisation; null when it is not there.</summary>
    public async Task<KnownProvider?> FindEnabledAsync(Id<IdentityProvider> id, CancellationToken cancellationToken) =>
        await OwnerAsync(platform, id, cancellationToken) is { } owner && await FindAsync(owner, id, cancellationToken) is { What.Enabled: true } found ? found : null;

    /// <summary>Providers that proven domains of that name lead to, in all organisations.</summary>
    /// <param name="domain">In small letters.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<List<NamedReference>> FindByDomainAsync(string domain, CancellationToken cancellationToken)
    {
        await using var connection = await platform.OpenAsync(cancellationToken);
        return await connection.ListAsync<NamedReference>(
            """
            select p.id, p.name from tenant.domains d
            join tenant.identity_providers p on p.organisation_id = d.organisation_id and p.id = d.provider_id and p.enabled
            where d.name = @domain and d.proven_at is not null order by p.name, p.id
            """,
            new { domain }, cancellationToken);
    }

    /// <summary>Adds one.</summary>
    /// <param name="organisation">Whose.</param>
    /// <param name="id">Its id.</param>
    /// <param name="kind">One of <see cref="ProviderKinds"/>; never changed.</param>
    /// <param name="issuer">Its issuer; never changed once it is known.</param>
    /// <param name="draft">What it is to be, checked already.</param>
    /// <param name="actor">Who.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<FederationOutcome> CreateAsync(
        Id<Organisation> organisation, Id<IdentityProvider> id, string kind, string issuer, IdentityProviderDraft draft, Actor actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(draft);
        ArgumentNullException.ThrowIfNull(actor);
        return tenants.InTenantAsync(organisation, async connection =>
        {
            if (await connection.ValueAsync<bool>(
                "select count(*) >= @most from tenant.identity_providers where organisation_id = @organisation", new { organisation = organisation.Value, most = MostProviders }, cancellationToken))
                return FederationOutcome.Full;
            var made = await connection.RunAsync(
                """
                insert into tenant.identity_providers (organisation_id, id, name, kind, issuer, client_id, secret_sealed, scopes, authority, group_claim, group_roles, default_roles,
                    creates_members, trusts_addresses, enabled, reach, sso_url, certificates, created_at, created_by)
                values (@organisation, @id, @name, @kind, @issuer, @client, @secret, @scopes, @authority, @claim, @groups::jsonb, @defaults, @creates, @trusts, @enabled,
                    tenant.permissions_of_person(@actor), @ssoUrl, @certificates, @now, @actor)
                on conflict (organisation_id, name) do nothing
                """,
                new
                {
                    organisation = organisation.Value,
                    id = id.Value,
                    name = draft.Name,
                    kind,
                    issuer,
                    client = draft.ClientId,
                    secret = draft.SecretSealed,
                    scopes = draft.Scopes.ToArray(),
                    authority = draft.Authority,
                    claim = draft.GroupClaim,
                    groups = Json(draft.GroupRoles),
                    defaults = draft.DefaultRoles.ToArray(),
                    creates = draft.CreatesMembers,
                    trusts = draft.TrustsAddresses,
                    enabled = draft.Enabled,
                    ssoUrl = draft.SsoUrl,
                    certificates = draft.Certificates,
                    now = clock.GetUtcNow(),
                    actor = actor.Id,
                },
                cancellationToken);
            if (made == 0)
                return FederationOutcome.NameTaken;
            await connection.AuditAsync(clock, actor, "identity_provider.created", id.Value, Facts(kind, issuer, draft), cancellationToken);
            return FederationOutcome.Done;
        }, cancellationToken);
    }

    /// <summary>Changes one that still is what the author read.</summary>
    /// <param name="organisation">Whose.</param>
    /// <param name="id">Which.</param>
    /// <param name="expected">The version that the author read.</param>
    /// <param name="issuer">Its issuer, which counts where none was known.</param>
    /// <param name="draft">What it is to be, checked already.</param>
    /// <param name="actor">Who.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<FederationOutcome> UpdateAsync(
        Id<Organisation> organisation, Id<IdentityProvider> id, long expected, string issuer, IdentityProviderDraft draft, Actor actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(draft);
        ArgumentNullException.ThrowIfNull(actor);
        return tenants.InTenantAsync(organisation, async connection =>
        {
            var key = new { organisation = organisation.Value, id = id.Value, name = draft.Name };
            var version = await connection.ValueAsync<long>("select version from tenant.identity_providers where organisation_id = @organisation and id = @id for update", key, cancellationToken);
            if (version != expected)
                return version == 0 ? FederationOutcome.NotFound : FederationOutcome.Changed;
            if (await IsBeyondAsync(connection, organisation, id, actor, cancellationToken))
                return FederationOutcome.Beyond;
            if (await connection.ValueAsync<bool>("select exists (select from tenant.identity_providers where organisation_id = @organisation and name = @name and id <> @id)", key, cancellationToken))
                return FederationOutcome.NameTaken;
            // Whom a provider is required of could not sign in at all.
            if (!draft.Enabled && await connection.ValueAsync<bool>("select exists (select from tenant.domains where organisation_id = @organisation and provider_id = @id and required)", key, cancellationToken))
                return FederationOutcome.InUse;
            await connection.RunAsync(
                """
                update tenant.identity_providers set name = @name, client_id = @client, secret_sealed = case when @keep then coalesce(@secret, secret_sealed) end, scopes = @scopes,
                    authority = @authority, group_claim = @claim, group_roles = @groups::jsonb, default_roles = @defaults, creates_members = @creates, trusts_addresses = @trusts,
                    enabled = @enabled, issuer = case when issuer = '' then @issuer else issuer end, sso_url = @ssoUrl, certificates = @certificates,
                    reach = tenant.permissions_of_person(@actor), version = version + 1
                where organisation_id = @organisation and id = @id
                """,
                new
                {
                    organisation = organisation.Value,
                    id = id.Value,
                    name = draft.Name,
                    client = draft.ClientId,
                    secret = draft.SecretSealed,
                    keep = draft.HasSecret,
                    scopes = draft.Scopes.ToArray(),
                    authority = draft.Authority,
                    claim = draft.GroupClaim,
                    groups = Json(draft.GroupRoles),
                    defaults = draft.DefaultRoles.ToArray(),
                    creates = draft.CreatesMembers,
                    trusts = draft.TrustsAddresses,
                    enabled = draft.Enabled,
                    issuer,
                    ssoUrl = draft.SsoUrl,
                    certificates = draft.Certificates,
                    actor = actor.Id,
                },
                cancellationToken);
            await connection.AuditAsync(clock, actor, "identity_provider.changed", id.Value, Facts(null, issuer, draft), cancellationToken);
            return FederationOutcome.Done;
        }, cancellationToken);
    }

    /// <summary>Removes one that no domain leads to. Its people stay members.</summary>
    public Task<FederationOutcome> DeleteAsync(Id<Organisation> organisation, Id<IdentityProvider> id, Actor actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(actor);
        return tenants.InTenantAsync(organisation, async connection =>
        {
            var key = new { organisation = organisation.Value, id = id.Value };
            if (await connection.ValueAsync<bool>("select exists (select from tenant.domains where organisation_id = @organisation and provider_id = @id)", key, cancellationToken))
                return FederationOutcome.InUse;
            if (await IsBeyondAsync(connection, organisation, id, actor, cancellationToken))
                return FederationOutcome.Beyond;
            if (await connection.RunAsync("delete from tenant.identity_providers where organisation_id = @organisation and id = @id", key, cancellationToken) == 0)
                return FederationOutcome.NotFound;
            await connection.AuditAsync(clock, actor, "identity_provider.deleted", id.Value, null, cancellationToken);
            return FederationOutcome.Done;
        }, cancellationToken);
    }

    /// <summary>Whether it vouches for people who may do more than who would change it.</summary>
    internal static Task<bool> IsBeyondAsync(NpgsqlConnection connection, Id<Organisation> organisation, Id<IdentityProvider> id, Actor actor, CancellationToken cancellationToken) =>
        connection.ValueAsync<bool>(
            "select not reach <@ tenant.permissions_of_person(@actor) from tenant.identity_providers where organisation_id = @organisation and id = @id",
            new { organisation = organisation.Value, id = id.Value, actor = actor.Id }, cancellationToken);

    /// <summary>Whose an enabled one is; null when it is not there.</summary>
    internal static async Task<Id<Organisation>?> OwnerAsync(PlatformDatabase platform, Id<IdentityProvider> id, CancellationToken cancellationToken)
    {
        await using var connection = await platform.OpenAsync(cancellationToken);
        return await connection.ValueAsync<string>("select organisation_id from tenant.identity_providers where id = @id and enabled", new { id = id.Value }, cancellationToken) is { } owner
            ? Id<Organisation>.Parse(owner)
            : null;
    }

    internal static async Task<KnownProvider?> FindAsync(NpgsqlConnection connection, Id<Organisation> organisation, string id, CancellationToken cancellationToken) =>
        (await connection.FirstAsync<Row>($"{Select} and id = @id", new { organisation = organisation.Value, id }, cancellationToken))?.ToProvider(organisation);

    private static string Json(IReadOnlyList<GroupRoles> roles) => JsonSerializer.Serialize(roles, JsonSerializerOptions.Web);

    private static object Facts(string? kind, string issuer, IdentityProviderDraft draft) => new
    {
        name = draft.Name,
        kind,
        issuer,
        clientId = draft.ClientId,
        secretChanged = draft.SecretSealed is not null,
        scopes = draft.Scopes,
        groupClaim = draft.GroupClaim,
        groupRoles = draft.GroupRoles,
        defaultRoles = draft.DefaultRoles,
        createsMembers = draft.CreatesMembers,
        trustsAddresses = draft.TrustsAddresses,
        enabled = draft.Enabled,
        ssoUrl = draft.SsoUrl,
        certificates = draft.Certificates,
    };

    private sealed record Row(
        string Id, string Kind, string Issuer, long Version, string Name, string ClientId, byte[]? SecretSealed, IReadOnlyList<string> Scopes, string? Authority, string GroupClaim, JsonElement GroupRoles,
        IReadOnlyList<string> DefaultRoles, bool CreatesMembers, bool TrustsAddresses, bool Enabled, string? SsoUrl, string? Certificates)
    {
        public KnownProvider ToProvider(Id<Organisation> organisation) => new(
            organisation,
            Contracts.Ids.Id<IdentityProvider>.Parse(Id),
            Kind,
            Issuer,
            new(Name, ClientId, SecretSealed, SecretSealed is not null, Scopes, Authority, GroupClaim, GroupRoles.Deserialize<List<GroupRoles>>(JsonSerializerOptions.Web)!, DefaultRoles,
                CreatesMembers, TrustsAddresses, Enabled, SsoUrl, Certificates),
            Version);
    }
}
