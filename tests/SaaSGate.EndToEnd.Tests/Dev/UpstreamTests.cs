using System.Net;
using System.Text;
using SaaSGate.Simulator;
using SaaSGate.TestKit;
using Xunit;

namespace SaaSGate.EndToEnd.Tests.Dev;

/// <summary><c>--upstream</c>: a skill that calls another Claude than the simulator.</summary>
public sealed class UpstreamTests : IDisposable
{
    private readonly DevPlace _place = new();

    public void Dispose() => _place.Dispose();

    [Fact]
    public async Task Sends_the_live_skills_calls_to_the_given_address_with_the_key_of_the_environment()
    {
        await using var claude = await SimulatorHost.StartAsync(cancellation: Bounded.Cancellation);
        using var dev = SaaSGateProcess.Start([.. _place.Arguments, "--upstream", claude.BaseUrl.AbsoluteUri], ("ANTHROPIC_API_KEY", "sk-ant-of-the-environment"));
        var facts = await dev.ReadyAsync();
        Assert.Equal(claude.BaseUrl, new Uri((string)facts["upstream"]!));
        var key = (string)facts["demo"]!["skills"]!.AsArray().Single(skill => (string)skill!["name"]! == "live")!["key"]!;

        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(new Uri((string)facts["gateway"]!), "/v1/messages"));
        request.Content = new StringContent("""{"model":"claude-sonnet-4-5","max_tokens":64,"messages":[{"role":"user","content":"hello"}]}""", Encoding.UTF8, "application/json");
        request.Headers.Add("x-api-key", key);
        request.Headers.Add("anthropic-version", "2023-06-01");
        using var answer = await http.SendAsync(request, Bounded.Cancellation);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("sk-ant-of-the-environment", Assert.Single(claude.Received.All).Header("x-api-key"));
        await dev.SignalAsync("TERM");
        await dev.EndAsync();
    }

    [Theory]
    [InlineData("dev", "--upstream")]
    [InlineData("gateway", "--listen")]
    public async Task Says_what_an_address_looks_like(string command, string option)
    {
        using var saasgate = SaaSGateProcess.Start(command, option, "api.anthropic.com");
        var (exitCode, _, progress) = await saasgate.EndAsync();
        Assert.NotEqual(0, exitCode);
        Assert.Contains($"{option} takes an address such as https://api.anthropic.com", progress, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", progress, StringComparison.Ordinal);
    }
}
