using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using SaaSGate.Gateway.Authentication;
using SaaSGate.Gateway.Tests.Support;
using SaaSGate.Gateway.View;
using SaaSGate.TestKit;
using Xunit;

namespace SaaSGate.Gateway.Tests.Requests;

/// <summary>Promise 3 where a body takes its time: it is judged, and sent, by what is in force when it is here.</summary>
public sealed class SlowBodyTests
{
    private static CancellationToken Cancellation => Bounded.Cancellation;

    [Fact]
    public async Task Is_judged_by_the_rules_that_came_meanwhile()
    {
        await using var rig = await GatewayRig.StartAsync();
        using var response = await SendAsync(rig, async () =>
        {
            rig.Tenant.Policy = "rules: [{ name: no-exports, on: request, when: { text: export }, then: block }]";
            await rig.PublishAsync();
        });
        Assert.Equal("blocked", await MessagesHandlerTests.CodeOfAsync(response, HttpStatusCode.Forbidden, "permission_error"));
        Assert.Empty(rig.Simulator.Received.All);
    }

    [Fact]
    public async Task Goes_where_the_connection_leads_by_then()
    {
        await using var rig = await GatewayRig.StartAsync();
        await using var elsewhere = await SlowUpstream.StartAsync("{}", Task.CompletedTask);
        using var response = await SendAsync(rig, async () =>
        {
            rig.Tenant.Upstream = elsewhere.BaseUrl;
            await rig.PublishAsync();
        });
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal((0, 1), (rig.Simulator.Received.All.Count, elsewhere.Count));
    }

    [Theory]
    [InlineData(true, "key_expired")]
    [InlineData(false, "key_unknown")]
    public async Task Is_refused_where_the_key_has_ended_or_the_organisation_is_gone(bool expires, string code)
    {
        await using var rig = await GatewayRig.StartAsync();
        using var response = await SendAsync(rig, async () =>
        {
            if (expires)
            {
                rig.Tenant.KeyExpiresAt = TimeProvider.System.GetUtcNow().AddSeconds(-1);
                await rig.PublishAsync();
            }
            else
            {
                rig.Gateway.Services.GetRequiredService<GatewayView>().Remove(rig.Tenant.OrganisationId);
            }
        });
        Assert.Equal(code, await MessagesHandlerTests.CodeOfAsync(response, HttpStatusCode.Unauthorized, "authentication_error"));
        Assert.Empty(rig.Simulator.Received.All);
    }

    [Fact]
    public async Task Who_asked_holds_no_longer_than_the_key()
    {
        await using var rig = await GatewayRig.StartAsync();
        var services = rig.Gateway.Services;
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        var authenticator = new SkillAuthenticator(
            services.GetRequiredService<GatewayView>(), services.GetRequiredService<TokenAuthenticator>(), services.GetRequiredService<TokenNews>(), services.GetRequiredService<ClientAddress>(), clock);
        var skill = rig.Inspect(GatewayRig.Message("hello")).Request.Skill;
        Assert.True(authenticator.StillHolds(skill));
        clock.SetUtcNow(rig.Tenant.KeyExpiresAt);
        Assert.False(authenticator.StillHolds(skill));
    }

    /// <summary>Sends a request whose body waits: the gateway asks for it when it knows who sends it.</summary>
    private static async Task<HttpResponseMessage> SendAsync(GatewayRig rig, Func<Task> meanwhile)
    {
        using var sockets = new SocketsHttpHandler { UseProxy = false, Expect100ContinueTimeout = TimeSpan.FromMinutes(1) };
        using var http = new HttpClient(sockets);
        var request = rig.Request("");
        request.Headers.ExpectContinue = true;
        request.Content = new WaitingContent(Encoding.UTF8.GetBytes(GatewayRig.Message("export all")), meanwhile);
        return await http.SendAsync(request, Cancellation);
    }

    private sealed class WaitingContent : HttpContent
    {
        private readonly byte[] _body;
        private readonly Func<Task> _meanwhile;

        public WaitingContent(byte[] body, Func<Task> meanwhile)
        {
            (_body, _meanwhile) = (body, meanwhile);
            Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await _meanwhile();
            await stream.WriteAsync(_body, Cancellation);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = _body.Length;
            return true;
        }
    }
}
