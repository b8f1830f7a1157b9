using Microsoft.Extensions.Options;
using SaaSGate.Contracts.Problems;
using SaaSGate.ControlPlane.Connections;
using SaaSGate.ControlPlane.Tests.Support;
using SaaSGate.Simulator;

namespace SaaSGate.ControlPlane.Tests.Http;

/// <summary>Problems of connections and their credentials, and what raises them.</summary>
internal sealed class ConnectionProblems(ControlPlaneFixture app)
{
    public Dictionary<Problem, Func<PortalBrowser, Task>> Raising => new()
    {
        [PortalProblems.CredentialRefused] = async admin =>
        {
            var allowed = app.Service<IOptions<ConnectionOptions>>().Value;
            allowed.AllowPrivateUpstreams = true;
            await using var claude = await SimulatorHost.StartAsync(new() { AcceptedKeys = ["another"] });
            var (path, tag) = await ConnectionAsync(admin, claude.BaseUrl.AbsoluteUri);
            await admin.RefusedAsync(PortalProblems.CredentialRefused, HttpMethod.Put, path, new { credential = "sk-ant-000000000000" }, tag);
            allowed.AllowPrivateUpstreams = false;
        },
        [PortalProblems.CredentialUnchecked] = async admin =>
        {
            var (path, tag) = await ConnectionAsync(admin, "http://127.0.0.1:9");
            await admin.RefusedAsync(PortalProblems.CredentialUnchecked, HttpMethod.Put, path, new { credential = "sk-ant-000000000000" }, tag);
        },
        [PortalProblems.ConnectionInUse] = async admin =>
        {
            var connection = await app.PeekAsync<string>("select connection_id from tenant.skills where organisation_id = $1 and status = 'active' limit 1", Scenes.Acme.Value);
            using var read = await admin.SendAsync(HttpMethod.Get, $"connections/{connection}");
            await admin.RefusedAsync(PortalProblems.ConnectionInUse, HttpMethod.Delete, $"connections/{connection}", ifMatch: read.Headers.ETag!.Tag);
        },
    };

    private async Task<(string Path, string Tag)> ConnectionAsync(PortalBrowser admin, string upstream)
    {
        var id = (await app.PeekAsync<string>("select id from tenant.connections where organisation_id = $1 limit 1", Scenes.Acme.Value))!;
        await app.RunAsync("update tenant.connections set base_url = $2 where id = $1", id, upstream);
        using var read = await admin.SendAsync(HttpMethod.Get, $"connections/{id}");
        return ($"connections/{id}/credential", read.Headers.ETag!.Tag);
    }
}
