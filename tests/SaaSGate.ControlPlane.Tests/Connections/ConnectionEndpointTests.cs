using System.Net;
using SaaSGate.ControlPlane.Connections;
using SaaSGate.ControlPlane.Hosting;
using SaaSGate.ControlPlane.Tests.Support;
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
