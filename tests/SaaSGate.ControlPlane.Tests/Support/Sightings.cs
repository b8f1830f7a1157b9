using SaaSGate.Contracts.Ids;
using SaaSGate.ControlPlane.Vault;
using SaaSGate.Inspection;
using SaaSGate.Inspection.Policies;

namespace SaaSGate.ControlPlane.Tests.Support;

/// <summary>Findings as gateways leave them: fingerprints of values, under a month's key.</summary>
internal static class Sightings
{
    private static CancellationToken Cancellation => Xunit.TestContext.Current.CancellationToken;

    /// <summary>A session of <c>ticket-triage</c> that saw a value in its request.</summary>
    public static async Task<(Id<Session> Session, Id<Exchange> Exchange)> SeeAsync(this ControlPlaneFixture app, string type, string value, byte[]? key = null)
    {
        var seen = await app.RecordAsync("{}", "done");
        await app.SeeAsync(seen.Exchange, type, value, key);
        return seen;
    }

    public static async Task SeeAsync(this ControlPlaneFixture app, Id<Exchange> exchange, string type, string value, byte[]? key = null)
    {
        key ??= (await app.Service<FingerprintKeys>().ThisAndNextAsync(Scenes.Acme, Cancellation))[0].Key;
        var fingerprint = KnownValue.Fingerprints(type, value, PolicySet.Empty, [key])[0];
        await app.RunAsync(
            """
            insert into tenant.findings (organisation_id, exchange_id, started_at, direction, ordinal, type, detector, location, span_start, span_end, score, label, fingerprint)
            select e.organisation_id, e.id, e.started_at, 'request', (select count(*)::int from tenant.findings f where f.exchange_id = e.id), $2, 'd', '/messages/0', 0, 5, 1, '[X]', $3
            from tenant.exchanges e where e.id = $1
            """, exchange.Value, type, fingerprint);
    }

    /// <summary>A tool of an exchange's answer went to a host.</summary>
    public static Task SendAsync(this ControlPlaneFixture app, Id<Exchange> exchange, string host, string tool) => app.RunAsync(
        """
        insert into tenant.exchange_destinations (organisation_id, session_id, exchange_id, host, tool, at)
        select organisation_id, session_id, id, $2, $3, started_at from tenant.exchanges where id = $1
        """, exchange.Value, host, tool);
}
