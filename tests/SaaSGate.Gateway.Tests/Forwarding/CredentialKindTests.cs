using System.Net;
using SaaSGate.Contracts.RegionLink;
using SaaSGate.Gateway.Tests.Support;
using SaaSGate.TestKit;
using Xunit;

namespace SaaSGate.Gateway.Tests.Forwarding;

public sealed class CredentialKindTests
{
    [Fact]
    public async Task A_token_goes_as_a_token_beside_the_betas_that_the_skill_asks_for()
    {
        await using var rig = await GatewayRig.StartAsync();
        rig.Tenant.CredentialKind = UpstreamCredential.OAuthToken;
        await rig.PublishAsync();
        using var request = rig.Request(GatewayRig.Message("hello"));
        request.Headers.Add("anthropic-beta", "files-api-2025-04-14");
        using var response = await rig.Http.SendAsync(request, Bounded.Cancellation);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var sent = rig.Simulator.Received.All[^1].Headers;
        Assert.Equal("Bearer sk-upstream-credential", Value("authorization"));
        Assert.Equal(["files-api-2025-04-14", "oauth-2025-04-20"], Value("anthropic-beta")!.Split(',', StringSplitOptions.TrimEntries).Order(StringComparer.Ordinal));
        Assert.Null(Value("x-api-key"));

        string? Value(string name) => sent.Where(header => header.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(header => header.Value).ToList() is { Count: > 0 } values
            ? string.Join(",", values)
            : null;
    }

    [Fact]
    public async Task A_kind_that_is_not_known_here_sends_nothing()
    {
        await using var rig = await GatewayRig.StartAsync();
        rig.Tenant.CredentialKind = "aws_sigv4";
        await rig.PublishAsync();
        using var response = await rig.SendAsync(GatewayRig.Message("hello"));
        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Empty(rig.Simulator.Received.All);
    }
}
