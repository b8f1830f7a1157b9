using Npgsql;
using SaaSGate.Contracts.Ids;
using SaaSGate.Contracts.RegionLink;

namespace SaaSGate.Postgres.Recording;

/// <summary>
/// Ends what nobody else will: only the gateway that began an exchange may end it, and one that was revoked sends nothing more. Without
/// an end the session would be live, and its content kept, for ever.
/// </summary>
/// <param name="tenants">The database.</param>
/// <param name="platform">Tells which gateways were revoked.</param>
/// <param name="ingest">Takes the ends in, as it does a gateway's own.</param>
/// <param name="clock">Gives ends their time.</param>
public sealed class AbandonedExchanges(TenantDatabase tenants, PlatformDatabase platform, RecordIngest ingest, TimeProvider clock)
{
    /// <summary>Exchanges that one call ends.</summary>
    public const int AtOnce = 200;

    // What ends are written under, beside the gateway's own spools.
    private const string SpoolId = "revoked";

    // By then everything is taken in that came before its connections were cut.
    private static readonly TimeSpan Over = TimeSpan.FromHours(1);

    /// <summary>Ends open exchanges of an organisation as interrupted whose gateway is revoked, at most <see cref="AtOnce"/>.</summary>
    /// <returns>What portals are to be told, for each exchange.</returns>
    public async Task<IReadOnlyList<IngestResult>> EndAsync(Id<Organisation> organisation, CancellationToken cancellationToken)
    {
        var gateways = await ListRevokedAsync(cancellationToken);
        if (gateways.Count == 0)
            return [];
        var open = await tenants.InTenantAsync(organisation, connection => connection.ListAsync<Open>(
            """
            select e.id, e.gateway_id, coalesce((
                select p.sequence from tenant.ingest_positions p
                where p.organisation_id = e.organisation_id and p.gateway_id = e.gateway_id and p.spool_id = @spool), 0) as reached
            from tenant.sessions s join tenant.exchanges e on e.organisation_id = s.organisation_id and e.session_id = s.id
            where s.organisation_id = tenant.current_organisation() and s.open_exchanges > 0 and e.outcome is null and e.gateway_id = any (@gateways)
            order by e.started_at, e.id limit @most
            """,
            new { spool = SpoolId, gateways = gateways.Keys.ToArray(), most = AtOnce }, cancellationToken), cancellationToken);
        var results = new List<IngestResult>();
        var reached = new Dictionary<string, long>(StringComparer.Ordinal);
        var failed = default(PostgresException);
        foreach (var exchange in open)
        {
            var sequence = reached.GetValueOrDefault(exchange.GatewayId, exchange.Reached) + 1;
            var end = new IngestBatch(organisation, exchange.GatewayId, gateways[exchange.GatewayId], SpoolId, [EndOf(organisation, exchange, sequence)]);
            try
            {
                results.Add(await EndAsync(end, cancellationToken));
                reached[exchange.GatewayId] = sequence;
            }
            catch (PostgresException refused) when (DataErrors.Is(refused))
            {
                // It stays open, as the retention report says; the others end.
                failed = refused;
            }
        }

        return results.Count > 0 || failed is null ? results : throw failed;
    }

    /// <summary>What search alone refuses is kept without being found by its words.</summary>
    private async Task<IngestResult> EndAsync(IngestBatch end, CancellationToken cancellationToken)
    {
        try
        {
            return await ingest.IngestAsync(end, cancellationToken);
        }
        catch (PostgresException refused) when (DataErrors.Is(refused))
        {
            return await ingest.IngestUnsearchableAsync(end, cancellationToken);
        }
    }

    private IngestRecord EndOf(Id<Organisation> organisation, Open exchange, long sequence) => new(
        new()
        {
            Sequence = (ulong)sequence,
            At = UnixMicroseconds.Of(clock.GetUtcNow()),
            OrganisationId = organisation.Value,
            ExchangeId = exchange.Id,
            Ended = new() { Outcome = "interrupted" },
        }, null);

    /// <summary>Their regions by their ids.</summary>
    private async Task<Dictionary<string, string>> ListRevokedAsync(CancellationToken cancellationToken)
    {
        await using var connection = await platform.OpenAsync(cancellationToken);
        var revoked = await connection.ListAsync<Revoked>(
            "select id, region_id from platform.gateways where revoked_at < @before", new { before = clock.GetUtcNow() - Over }, cancellationToken);
        return revoked.ToDictionary(gateway => gateway.Id, gateway => gateway.RegionId, StringComparer.Ordinal);
    }

    private sealed record Open(string Id, string GatewayId, long Reached);

    private sealed record Revoked(string Id, string RegionId);
}
