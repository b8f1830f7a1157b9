using System.Net;
using SaaSGate.Gateway.Tests.Support;
using Xunit;

namespace SaaSGate.Gateway.Tests.Requests;

/// <summary>
/// What lies at Claude belongs to the connection, not to one skill: files, agents and their sessions. Nothing of it is forwarded, so no skill makes, lists, reads
/// or ends any, its own or another's, and nothing of a skill goes on there once its exchanges are cut. Batches are each skill's own (BatchTests): of them nothing
/// is forwarded that is written otherwise.
/// </summary>
public sealed class ForeignWorkTests
{
    private static readonly (string Method, string Path)[] Batches =
    [
        ("POST", "/v1/messages/batches"), ("GET", "/v1/messages/batches"), ("GET", "/v1/messages/batches/msgbatch_01"), ("GET", "/v1/messages/batches/msgbatch_01/results"),
        ("POST", "/v1/messages/batches/msgbatch_01/cancel"), ("DELETE", "/v1/messages/batches/msgbatch_01"),
    ];

    private static readonly (string Method, string Path)[] Paths =
    [
        ("POST", "/v1/files"), ("GET", "/v1/files"), ("GET", "/v1/files/file_01"), ("GET", "/v1/files/file_01/content"), ("DELETE", "/v1/files/file_01"),
        ("POST", "/v1/agents"), ("GET", "/v1/agents"), ("GET", "/v1/agents/agent_01"), ("POST", "/v1/sessions"), ("GET", "/v1/sessions"), ("GET", "/v1/sessions/session_01"),
        ("GET", "/v1/sessions/session_01/events"), ("POST", "/v1/sessions/session_01/events"), ("DELETE", "/v1/sessions/session_01"),
        ("POST", "/v1/skills"), ("GET", "/v1/skills"), ("GET", "/v1/skills/skill_01/versions"), ("GET", "/v1/organizations/api_keys"), ("GET", "/v1/organizations/usage_report/messages"),
    ];

    [Fact]
    public async Task Nothing_that_belongs_to_the_whole_connection_is_forwarded_however_it_is_written()
    {
        await using var rig = await GatewayRig.StartAsync();
        foreach (var (method, path) in Paths.Concat(Batches))
        {
            string[] otherwise = [path.Replace("/v1/", "/v1//", StringComparison.Ordinal), $"{path}/"];
            // A client takes the dot segment away itself.
            foreach (var written in Batches.Contains((method, path)) ? otherwise : [.. otherwise, path, path.Replace("/v1/", "/v1/%2e/", StringComparison.Ordinal), $"{path}?beta=true"])
            {
                using var refused = await rig.SendAsync("{}", written, new HttpMethod(method));
                Assert.True(refused.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.BadRequest, $"{method} {written} was answered {(int)refused.StatusCode}.");
            }
        }
        Assert.Empty(rig.Simulator.Received.All);
    }
}
