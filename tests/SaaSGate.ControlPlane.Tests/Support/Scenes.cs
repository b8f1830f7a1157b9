using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Npgsql;
using SaaSGate.Contracts.Ids;
using SaaSGate.ControlPlane.Approvals;
using SaaSGate.ControlPlane.Demo;
using SaaSGate.ControlPlane.Hosting;
using SaaSGate.ControlPlane.Maintenance;
using SaaSGate.ControlPlane.Proof;
using SaaSGate.ControlPlane.Retention;
using SaaSGate.Postgres.Approvals;
using Xunit;
using ZstdSharp;

namespace SaaSGate.ControlPlane.Tests.Support;

/// <summary>What gateways would have recorded in acme, written as rows.</summary>
internal static class Scenes
{
    public static Id<Organisation> Acme => DemoOrganisations.Acme;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Waits until the installation has done what it begins with: it runs beside the first test otherwise.</summary>
    public static async Task SettledAsync(this ControlPlaneFixture app)
    {
        TenantContext.EnterSystem();
        var grains = app.Service<IGrainFactory>();
        await Task.WhenAll(
            grains.GetGrain<IMaintenanceGrain>(IMaintenanceGrain.Key).KeepUpAsync(), grains.GetGrain<ICheckpointGrain>(ICheckpointGrain.Key).KeepUpAsync(),
            grains.GetGrain<IRetentionGrain>(IRetentionGrain.Key).KeepUpAsync());
    }

    /// <summary>A request of <c>crm-export</c> that waits for a reviewer: for an hour, which no test takes.</summary>
    public static async Task<Id<Approval>> HoldAsync(
        this ControlPlaneFixture app, string skill = "crm-export", byte[]? shown = null, HoldRoute? route = null, TimeSpan? timeout = null)
    {
        var view = shown ?? JsonSerializer.SerializeToUtf8Bytes(new { owner = "Dale Cooper", summary = "Export all customers" });
        var digest = RandomNumberGenerator.GetBytes(32);
        var shape = HeldShape.Of(view, digest)!;
        var policy = await app.Service<Postgres.Policies.PolicyStore>().ListAsync(Acme, null, 1, Cancellation, archived: true);
        var held = await app.Service<HoldStore>().HoldAsync(new HoldExchange
        {
            Organisation = Acme,
            Proposed = Id<Approval>.New(TimeProvider.System),
            Exchange = Id<Exchange>.New(TimeProvider.System),
            Session = Id<Session>.New(TimeProvider.System),
            Skill = Id<Skill>.Parse(app.Demo.Skills.Single(known => known.Name == skill).Id),
            GatewayId = Id<Contracts.Ids.Gateway>.New(TimeProvider.System).Value,
            Rule = "hold-bulk-export",
            PolicyId = policy[0].Id,
            PolicyVersion = policy[0].ActiveVersion,
            Severity = "high",
            Digest = digest,
            ViewDigest = SHA256.HashData(view),
            View = view,
            Summary = "Export all customers",
            Timeout = timeout ?? TimeSpan.FromHours(1),
            SummaryView = shape.SummaryView,
            Tool = shape.Tool,
            Destination = shape.Destination,
            Places = shape.Places,
            Route = route ?? HoldRoute.Anyone,
            Policies = [new() { PolicyId = policy[0].Id, Version = (ulong)policy[0].ActiveVersion }],
        }, Cancellation);
        return Id<Approval>.Parse(held.ApprovalId!);
    }

    /// <summary>A session of <c>ticket-triage</c> with one exchange; still open unless a response is given.</summary>
    public static async Task<(Id<Session> Session, Id<Exchange> Exchange)> RecordAsync(this ControlPlaneFixture app, string request, string? response, params byte[][] parts)
    {
        var (session, exchange) = (Id<Session>.New(TimeProvider.System), Id<Exchange>.New(TimeProvider.System));
        var skill = app.Demo.Skills[0];
        var now = TimeProvider.System.GetUtcNow();
        using var pack = new Compressor();
        var (skeleton, block) = (pack.Wrap("{\"messages\":[\0]}"u8).ToArray(), Encoding.UTF8.GetBytes(request));
        await app.RunAsync(
            """
            insert into tenant.sessions (organisation_id, id, skill_id, skill_name, owner_user_id, started_at, last_at, exchanges, open_exchanges)
            select organisation_id, $2, id, name, owner_user_id, $5, $5, 1, case when $3 then 0 else 1 end from tenant.skills where organisation_id = $1 and id = $4
            """, Acme.Value, session.Value, response is not null, skill.Id, now);
        await app.RunAsync(
            """
            insert into tenant.exchanges (organisation_id, id, started_at, session_id, skill_id, owner_user_id, connection_id, gateway_id, region_id, method, path,
                streaming, request_bytes, request_skeleton, request_blocks, decision, salt, request_commitment, response_body, outcome)
            select organisation_id, $2, $7, $3, id, owner_user_id, connection_id, 'gtw_1', 'reg_1', 'POST', '/v1/messages',
                true, 10, $5, array[0, 1], 'allow', '\x00', '\x00', $6, case when $6::bytea is null then null else 'completed' end
            from tenant.skills where organisation_id = $1 and id = $4
            """, Acme.Value, exchange.Value, session.Value, skill.Id, skeleton,
            response is null ? DBNull.Value : pack.Wrap(Encoding.UTF8.GetBytes(response)).ToArray(), now);
        await app.RunAsync(
            "insert into tenant.blocks (organisation_id, session_id, month, number, hash, size, body, salt) values ($1, $2, date_trunc('month', $6 at time zone 'UTC')::date, 0, $3, $4, $5, '\\x00')",
            Acme.Value, session.Value, SHA256.HashData(block), block.Length, pack.Wrap(block).ToArray(), now);
        foreach (var part in parts)
            await app.AddPartAsync(exchange, part);
        return (session, exchange);
    }

    /// <summary>Evidence that nobody makes.</summary>
    public static async Task<Id<EvidenceExport>> AddEvidenceAsync(this ControlPlaneFixture app)
    {
        var id = Id<EvidenceExport>.New(TimeProvider.System);
        await app.RunAsync(
            """
            insert into tenant.evidence (organisation_id, id, scope, requested_by, requested_by_name, created_at, expires_at)
            values ($1, $2, '{}', 'usr_x', 'Somebody', now(), now() + interval '1 day')
            """, Acme.Value, id.Value);
        return id;
    }

    /// <summary>A receiver of exports that nobody listens at.</summary>
    public static async Task<string> ReceiveAsync(this ControlPlaneFixture app)
    {
        var id = Id<ExportSink>.New(TimeProvider.System);
        await app.Service<Postgres.Exports.ExportStore>().CreateAsync(
            Acme, new(id, id.Value, "webhook", "events", "https://127.0.0.1:1/", null, null), Postgres.Audit.Actor.System, Cancellation);
        return id.Value;
    }

    /// <summary>A channel that nobody listens at.</summary>
    public static async Task<string> ChannelAsync(this ControlPlaneFixture app)
    {
        var id = Id<NotificationChannel>.New(TimeProvider.System);
        await app.Service<Postgres.Notifications.ChannelStore>().CreateAsync(
            Acme, id, new(id.Value, "webhook", """{"address":"https://127.0.0.1:1/"}""", null, [], ["locks"], "low", [], [], false, "names", true), Postgres.Audit.Actor.System, Cancellation);
        return id.Value;
    }

    /// <summary>A message in the log of the channel that was added last.</summary>
    public static async Task<string> MessageAsync(this ControlPlaneFixture app)
    {
        var id = Id<Notification>.New(TimeProvider.System).Value;
        await app.RunAsync(
            """
            insert into tenant.notifications (organisation_id, id, receiver, key, event, subject, severity, facts, at, state)
            select organisation_id, $2, max(id), $2, 'locked', 'skl_1', 'high', '{}', now(), 'failed' from tenant.channels where organisation_id = $1 group by organisation_id
            """, Acme.Value, id);
        return id;
    }

    /// <summary>A legal hold on a session.</summary>
    public static async Task<string> KeepAsync(this ControlPlaneFixture app, Id<Session> session) => (await app.Service<Postgres.Retention.LegalHoldStore>().CreateAsync(
        Acme, Id<RetentionHold>.New(TimeProvider.System), "session", session.Value, "A court asks", Postgres.Audit.Actor.System, Cancellation))!.Id;

    /// <summary>Goes on with a response that is open.</summary>
    public static Task AddPartAsync(this ControlPlaneFixture app, Id<Exchange> exchange, byte[] data) => app.RunAsync(
        """
        insert into tenant.exchange_parts (organisation_id, exchange_id, position, at, data, timing)
        select $1, $2, coalesce(sum(octet_length(p.data)), 0), now(), $3, '\x00' from tenant.exchange_parts p where p.organisation_id = $1 and p.exchange_id = $2
        """, Acme.Value, exchange.Value, data);

    /// <summary>As the database's owner, whom row-level security does not hold.</summary>
    public static async Task RunAsync(this ControlPlaneFixture app, string sql, params object[] values)
    {
        await using var command = app.Command(sql, values);
        await command.ExecuteNonQueryAsync(Cancellation);
    }

    public static async Task<T?> PeekAsync<T>(this ControlPlaneFixture app, string sql, params object[] values)
    {
        await using var command = app.Command(sql, values);
        return await command.ExecuteScalarAsync(Cancellation) is T value ? value : default;
    }

    private static NpgsqlCommand Command(this ControlPlaneFixture app, string sql, object[] values)
    {
        var command = app.Database.Owner.CreateCommand(sql);
        foreach (var value in values)
            command.Parameters.Add(value == DBNull.Value ? new() { Value = value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Bytea } : new() { Value = value });
        return command;
    }
}
