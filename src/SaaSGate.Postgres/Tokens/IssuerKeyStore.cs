using SaaSGate.Contracts.Ids;
using SaaSGate.Contracts.Tokens;

namespace SaaSGate.Postgres.Tokens;

/// <summary>Keys of trusted issuers: whose they are, which are due, and what they are.</summary>
/// <param name="platform">Finds issuers of all organisations.</param>
/// <param name="tenants">What they are.</param>
/// <param name="clock">Decides what is due.</param>
public sealed class IssuerKeyStore(PlatformDatabase platform, TenantDatabase tenants, TimeProvider clock)
{
    private static readonly TimeSpan BetweenWords = TimeSpan.FromHours(6);

    /// <summary>The one issuer that a token with this <c>iss</c> and these <c>aud</c> can be of; null where there is none, or more than one.</summary>
    public async Task<(Id<Organisation> Organisation, Id<TrustedIssuer> Issuer)?> LocateAsync(string issuer, IReadOnlyList<string> audiences, CancellationToken cancellationToken)
    {
        await using var connection = await platform.OpenAsync(cancellationToken);
        var found = await connection.ListAsync<Located>(
            "select organisation_id, id from tenant.trusted_issuers where issuer = @issuer and audience = any (@audiences) and removed_at is null limit 2",
            new { issuer, audiences }, cancellationToken);
        return found is [var one] && one.Parsed is { } parsed ? parsed : null;
    }

    /// <summary>Issuers whose keys were not asked for since a time.</summary>
    public async Task<IReadOnlyList<(Id<Organisation> Organisation, Id<TrustedIssuer> Issuer)>> ListDueAsync(DateTimeOffset since, CancellationToken cancellationToken)
    {
        await using var connection = await platform.OpenAsync(cancellationToken);
        var due = await connection.ListAsync<Located>(
            "select organisation_id, id from tenant.trusted_issuers where removed_at is null and coalesce(tried_at, '-infinity') < @since order by tried_at nulls first limit 200",
            new { since }, cancellationToken);
        return [.. due.Select(row => row.Parsed).OfType<(Id<Organisation>, Id<TrustedIssuer>)>()];
    }

    /// <summary>What an organisation trusts an issuer for; null where it does not.</summary>
    public Task<IssuerTrust?> FindAsync(Id<Organisation> organisation, Id<TrustedIssuer> issuer, CancellationToken cancellationToken) =>
        tenants.InTenantAsync<IssuerTrust?>(organisation, async connection => (await IssuerReads.ReadAsync(connection, issuer.Value, cancellationToken)).FirstOrDefault(), cancellationToken);

    /// <summary>Takes the turn to ask for keys; of several that would at once, one gets it.</summary>
    /// <param name="organisation">Whose issuer.</param>
    /// <param name="issuer">Which.</param>
    /// <param name="between">At least this long after the last time.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Where to ask; null where it is not time, or there is no such issuer.</returns>
    public async Task<(string Issuer, string? KeysAddress)?> BeginAsync(Id<Organisation> organisation, Id<TrustedIssuer> issuer, TimeSpan between, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var begun = await tenants.InTenantAsync(organisation, connection => connection.FirstAsync<Address>(
            """
            update tenant.trusted_issuers set tried_at = @now
            where organisation_id = @organisation and id = @issuer and removed_at is null and coalesce(tried_at, '-infinity') <= @before
            returning issuer, keys_address
            """,
            new { organisation = organisation.Value, issuer = issuer.Value, now, before = now - between }, cancellationToken), cancellationToken);
        return begun is null ? null : (begun.Issuer, begun.KeysAddress);
    }

    /// <summary>Keeps the keys that an issuer publishes; gateways get them.</summary>
    public Task TakeAsync(Id<Organisation> organisation, Id<TrustedIssuer> issuer, IReadOnlyList<TokenKey> keys, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, async connection =>
        {
            // Gateways are told of other keys at once, and that these are still the ones a few times a day: they refuse what is a day old.
            if (await connection.ValueAsync<bool>(
                """
                with known as (
                    select id, keys, keys_at from tenant.trusted_issuers where organisation_id = @organisation and id = @issuer for update)
                update tenant.trusted_issuers i set keys = @keys::jsonb, keys_at = @now, failure = null from known k where i.organisation_id = @organisation and i.id = k.id
                returning k.keys is distinct from @keys::jsonb or k.keys_at is null or floor(extract(epoch from k.keys_at) / @every) <> floor(extract(epoch from @now::timestamptz) / @every)
                """,
                new { organisation = organisation.Value, issuer = issuer.Value, keys = StoredIssuerKey.Write(keys), now = clock.GetUtcNow(), every = (long)BetweenWords.TotalSeconds }, cancellationToken))
                await connection.AppendViewAsync(cancellationToken);
        }, cancellationToken);

    /// <summary>Notes why keys could not be had: those that are known go on, until they are too old.</summary>
    public Task FailAsync(Id<Organisation> organisation, Id<TrustedIssuer> issuer, string failure, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, connection => connection.RunAsync(
            "update tenant.trusted_issuers set failure = @failure where organisation_id = @organisation and id = @issuer",
            new { organisation = organisation.Value, issuer = issuer.Value, failure }, cancellationToken), cancellationToken);

    private sealed record Located(string OrganisationId, string Id)
    {
        public (Id<Organisation> Organisation, Id<TrustedIssuer> Issuer)? Parsed =>
            Id<Organisation>.TryParse(OrganisationId, out var organisation) && Id<TrustedIssuer>.TryParse(Id, out var issuer) ? (organisation, issuer) : null;
    }

    private sealed record Address(string Issuer, string? KeysAddress);
}
