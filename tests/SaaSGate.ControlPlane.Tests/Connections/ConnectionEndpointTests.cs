using System.Net;
using SaaSGate.Contracts.Problems;
using SaaSGate.ControlPlane.Connections;
using SaaSGate.ControlPlane.Hosting;
using SaaSGate.ControlPlane.Tests.Support;
using SaaSGate.Postgres.Regions;
using Xunit;

namespace SaaSGate.ControlPlane.Tests.Connections;

public sealed class ConnectionEndpointTests(ControlPlaneFixture app) : IClassFixture<ControlPlaneFixture>
{
    [Theory]
    [InlineData("http://api.anthropic.com")]
    [InlineData("http://127.0.0.1:8080")]
    [InlineData("https://localhost")]
    [InlineData("https://claude.localhost./")]
    [InlineData("https://10.0.0.7")]
    [InlineData("https://169.254.169.254")]
    [InlineData("https://0x7f000001")]
    [InlineData("https://[::1]")]
    [InlineData("https://[::ffff:192.168.1.1]")]
    [InlineData("https://[fd00::1]")]
    public async Task Refuses_addresses_that_lead_into_the_operators_network(string address)
    {
        using var admin = await app.SignInAsync(app.Demo.Admin);
        var refused = await admin.ExpectAsync(HttpStatusCode.BadRequest, HttpMethod.Post, "connections", new { name = "inside", baseUrl = address, credential = "sk-ant-00000000" });
        Assert.Contains("operator", (string)refused!["errors"]!["baseUrl"]![0]!, StringComparison.Ordinal);
    }

    [Fact]
    public void Takes_them_where_the_operator_allows_it()
    {
        Assert.Equal("http://127.0.0.1:8080", ConnectionAddress.Normalize("http://127.0.0.1:8080/", allowPrivate: true));
        Assert.Equal("https://10.0.0.7", ConnectionAddress.Normalize("https://10.0.0.7", allowPrivate: true));
        Assert.Null(ConnectionAddress.Normalize("http://10.0.0.7", allowPrivate: true));
        Assert.Equal("https://api.anthropic.com", ConnectionAddress.Normalize("https://api.anthropic.com", allowPrivate: false));
        Assert.Equal("https://93.184.215.14", ConnectionAddress.Normalize("https://93.184.215.14", allowPrivate: false));
    }

    [Fact]
    public async Task Is_removed_with_its_credential_once_nothing_uses_it()
    {
        using var admin = await app.SignInAsync(app.Demo.Admin);
        var made = await MakeAsync(admin, "leaving");
        var (id, path) = (made, $"connections/{made}");
        var skill = (string)(await admin.ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, "skills", new
        {
            name = "last-user",
            purpose = "uses a connection that goes",
            connectionId = id,
            expiresAt = TimeProvider.System.GetUtcNow().AddDays(7),
        }))!["id"]!;

        var inUse = await admin.ExpectAsync(HttpStatusCode.Conflict, HttpMethod.Delete, path, ifMatch: "\"1\"");
        Assert.Equal(("connection_in_use", "Skills: last-user."), ((string?)inUse!["code"], (string?)inUse["detail"]));
        await admin.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, $"skills/{skill}/revoke", new { reason = "the connection goes" });
        await app.RunAsync(
            """
            insert into tenant.message_batches (organisation_id, exchange_id, id, session_id, skill_id, owner_user_id, connection_id, region_id, requests, places, made_at)
            values ($1, 'exc_leaving', 'msgbatch_leaving', 'ses_leaving', $2, 'usr_x', $3, 'local', 1, '{}', now())
            """,
            Scenes.Acme.Value, skill, id);
        inUse = await admin.ExpectAsync(HttpStatusCode.Conflict, HttpMethod.Delete, path, ifMatch: "\"1\"");
        Assert.Equal("Batches that run at Claude: 1.", (string?)inUse!["detail"]);
        await app.RunAsync("update tenant.message_batches set ended_at = now() where exchange_id = 'exc_leaving'");

        await admin.RefusedAsync(PortalProblems.PreconditionNeeded, HttpMethod.Delete, path);
        await admin.RefusedAsync(PortalProblems.ChangedMeanwhile, HttpMethod.Delete, path, ifMatch: "\"7\"");
        using (var reviewer = await app.SignInAsync(app.Demo.Reviewer))
            await reviewer.RefusedAsync(PortalProblems.Forbidden, HttpMethod.Delete, path, ifMatch: "\"1\"");
        await admin.ExpectAsync(HttpStatusCode.NoContent, HttpMethod.Delete, path, ifMatch: "\"1\"");

        await admin.RefusedAsync(PortalProblems.NotFound, HttpMethod.Get, path);
        await admin.RefusedAsync(PortalProblems.NotFound, HttpMethod.Delete, path, ifMatch: "\"2\"");
        await admin.RefusedAsync(PortalProblems.NotFound, HttpMethod.Put, $"{path}/credential", new { credential = "sk-ant-00000001" }, "\"2\"");
        Assert.DoesNotContain((await admin.GetAsync("connections?limit=200"))!["items"]!.AsArray(), item => (string?)item!["id"] == id);
        Assert.Null(await app.PeekAsync<byte[]>("select credential_sealed from tenant.connections where id = $1", id));
        Assert.Equal(1, await app.PeekAsync<long>("select count(*) from tenant.audit_log where target = $1 and action = 'connection.removed'", id));
        var seen = await app.Service<TenantViewStore>().ReadAsync(Scenes.Acme, "local", TestContext.Current.CancellationToken);
        Assert.DoesNotContain(seen!.Connections, connection => connection.Id == id);

        // Its skill is still there to be read, its name is free, and no skill is made for it.
        Assert.Equal(id, (string?)(await admin.GetAsync($"skills/{skill}"))!["connection"]!["id"]);
        await MakeAsync(admin, "leaving");
        await admin.RefusedAsync(PortalProblems.Invalidated, HttpMethod.Post, "skills", new { name = "late", purpose = "x", connectionId = id, expiresAt = TimeProvider.System.GetUtcNow().AddDays(7) });
        await Assert.ThrowsAsync<Npgsql.PostgresException>(() => app.RunAsync("update tenant.skills set connection_id = $1 where name = 'ticket-triage'", id));
    }

    private static async Task<string> MakeAsync(PortalBrowser admin, string name) => (string)(await admin.ExpectAsync(
        HttpStatusCode.Created, HttpMethod.Post, "connections", new { name, baseUrl = "https://api.anthropic.com", credential = "sk-ant-00000000" }))!["id"]!;

    [Fact]
    public async Task Shows_how_each_connection_does()
    {
        using var admin = await app.SignInAsync(app.Demo.Admin);
        var made = (await admin.ExpectAsync(
            HttpStatusCode.Created, HttpMethod.Post, "connections", new { name = "health", baseUrl = "https://api.anthropic.com", credential = "sk-ant-00000000" }))!;
        Assert.Equal("unknown", (string?)made["health"]!["state"]);
        var at = new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
        TenantContext.EnterSystem();
        await app.Service<IGrainFactory>().GetGrain<IConnectionGrain>(GrainKeys.Of(Scenes.Acme.Value, (string)made["id"]!))
            .ReportAsync(new(null, 3, at, at.AddMinutes(2), "unreachable"));
        var listed = (await admin.GetAsync("connections?limit=200"))!["items"]!.AsArray().Single(item => (string?)item!["id"] == (string?)made["id"])!["health"]!;
        Assert.Equal(("failing", "unreachable", 3, at), ((string?)listed["state"], (string?)listed["lastFailure"], (int)listed["failuresInRow"]!, (DateTimeOffset)listed["failingSince"]!));
    }
}
