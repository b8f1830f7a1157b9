using System.Net;
using System.Text;
using Microsoft.Extensions.Options;
using SaaSGate.Contracts.Problems;
using SaaSGate.ControlPlane.Connections;
using SaaSGate.ControlPlane.Tests.Support;
using SaaSGate.ControlPlane.Vault;
using SaaSGate.Simulator;
using Xunit;

namespace SaaSGate.ControlPlane.Tests.Connections;

public sealed class CredentialTests(ControlPlaneFixture app) : IClassFixture<ControlPlaneFixture>
{
    private const string First = "sk-ant-first-000000000001", Second = "sk-ant-second-00000000002", Token = "sk-ant-oat01-token-000003";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_new_credential_is_checked_used_reverted_and_the_old_one_dropped()
    {
        await using var claude = await SimulatorHost.StartAsync(new() { AcceptedKeys = [First, Second, Token] }, cancellation: Cancel);
        using var admin = await app.SignInAsync(app.Demo.Admin);
        var (id, tag) = await ConnectionAsync(admin, claude.BaseUrl);
        var path = $"connections/{id}/credential";
        var before = await ChangesAsync(id);

        // Refused by the upstream, or not to be asked: nothing changes.
        await admin.RefusedAsync(PortalProblems.CredentialRefused, HttpMethod.Put, path, new { credential = "sk-ant-wrong-00000000000" }, tag);
        await admin.RefusedAsync(PortalProblems.PreconditionNeeded, HttpMethod.Put, path, new { credential = Second });
        await admin.RefusedAsync(PortalProblems.ChangedMeanwhile, HttpMethod.Put, path, new { credential = Second }, "\"99\"");
        await admin.RefusedAsync(PortalProblems.Invalidated, HttpMethod.Put, path, new { credential = Second, kind = "password" }, tag);
        await admin.RefusedAsync(PortalProblems.Invalidated, HttpMethod.Put, path, new { credential = "sk-ant\r\nx-evil: 1" }, tag);
        Assert.Equal(First, await OpenAsync(id, "credential_sealed"));

        var views = await ViewsAsync();
        var rotated = (await admin.ExpectAsync(HttpStatusCode.OK, HttpMethod.Put, path, new { credential = Second }, tag))!;
        Assert.Equal(("0002", "accepted", "0001"), ((string)rotated["credential"]!["hint"]!, (string)rotated["credential"]!["check"]!, (string)rotated["previous"]!["hint"]!));
        Assert.Equal((Second, First), (await OpenAsync(id, "credential_sealed"), await OpenAsync(id, "previous_sealed")));
        Assert.True(await ViewsAsync() > views);

        // The one before is usable until told.
        var reverted = (await admin.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, $"{path}/revert", ifMatch: await TagAsync(admin, id)))!;
        Assert.Equal(("0001", "0002"), ((string)reverted["credential"]!["hint"]!, (string)reverted["previous"]!["hint"]!));
        await admin.ExpectAsync(HttpStatusCode.OK, HttpMethod.Delete, $"{path}/previous", ifMatch: await TagAsync(admin, id));
        Assert.Null(await app.PeekAsync<byte[]>("select previous_sealed from tenant.connections where id = $1", id));
        await admin.RefusedAsync(PortalProblems.ChangedMeanwhile, HttpMethod.Post, $"{path}/revert", ifMatch: await TagAsync(admin, id));

        // A leaked one goes at once. Tokens are carried as tokens.
        await admin.ExpectAsync(HttpStatusCode.OK, HttpMethod.Put, path, new { credential = Token, kind = "oauth_token", dropOld = true }, await TagAsync(admin, id));
        Assert.Null(await app.PeekAsync<byte[]>("select previous_sealed from tenant.connections where id = $1", id));
        var asked = claude.Received.All[^1].Headers;
        Assert.Contains(asked, header => header.Key.Equals("authorization", StringComparison.OrdinalIgnoreCase) && header.Value == $"Bearer {Token}");
        Assert.DoesNotContain(asked, header => header.Key.Equals("x-api-key", StringComparison.OrdinalIgnoreCase));
        Assert.Equal(before + 4, await ChangesAsync(id));
    }

    [Fact]
    public async Task A_check_says_what_the_upstream_says_and_the_api_shows_no_credential()
    {
        var claude = await SimulatorHost.StartAsync(new() { AcceptedKeys = [Second] }, cancellation: Cancel);
        using var admin = await app.SignInAsync(app.Demo.Admin);
        var (id, tag) = await ConnectionAsync(admin, claude.BaseUrl);
        Assert.Equal("refused", (string?)(await admin.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, $"connections/{id}/credential/check"))!["credential"]!["check"]);
        await claude.DisposeAsync();
        Assert.Equal("unreachable", (string?)(await admin.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, $"connections/{id}/credential/check"))!["credential"]!["check"]);
        await admin.RefusedAsync(PortalProblems.CredentialUnchecked, HttpMethod.Put, $"connections/{id}/credential", new { credential = Second }, tag);
        foreach (var path in new[] { "connections", $"connections/{id}", "audit" })
            Assert.DoesNotContain(First, (await admin.GetAsync(path))!.ToJsonString(), StringComparison.Ordinal);
        using var reviewer = await app.SignInAsync(app.Demo.Reviewer);
        await reviewer.RefusedAsync(PortalProblems.Forbidden, HttpMethod.Put, $"connections/{id}/credential", new { credential = Second }, tag);
    }

    private Task<long> ChangesAsync(string id) => app.PeekAsync<long>("select count(*) from tenant.audit_log where target = $1 and action like 'connection.credential_%'", id);

    private async Task<(string Id, string Tag)> ConnectionAsync(PortalBrowser admin, Uri upstream)
    {
        app.Service<IOptions<ConnectionOptions>>().Value.AllowPrivateUpstreams = true;
        var connection = await app.PeekAsync<string>("select id from tenant.connections where organisation_id = $1 order by created_at limit 1", Scenes.Acme.Value);
        var box = app.Service<KeyVault>().Seal(VaultPurpose.Credential(Scenes.Acme.Value, connection!), Encoding.UTF8.GetBytes(First));
        await app.RunAsync(
            "update tenant.connections set base_url = $2, credential_sealed = $3, credential_hint = '0001', credential_kind = 'api_key', version = version + 1 where id = $1",
            connection!, upstream.AbsoluteUri.TrimEnd('/'), box);
        return (connection!, await TagAsync(admin, connection!));
    }

    private static async Task<string> TagAsync(PortalBrowser admin, string id)
    {
        using var read = await admin.SendAsync(HttpMethod.Get, $"connections/{id}");
        return read.Headers.ETag!.Tag;
    }

    private async Task<string> OpenAsync(string id, string column) => Encoding.UTF8.GetString(app.Service<KeyVault>().Open(
        VaultPurpose.Credential(Scenes.Acme.Value, id), await app.PeekAsync<byte[]>($"select {column} from tenant.connections where id = $1", id)));

    private Task<long> ViewsAsync() => app.PeekAsync<long>("select position from platform.log_heads where log = 'view'");
}
