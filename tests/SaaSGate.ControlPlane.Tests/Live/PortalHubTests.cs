using System.Net;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using SaaSGate.Contracts.Ids;
using SaaSGate.ControlPlane.Demo;
using SaaSGate.ControlPlane.Live;
using SaaSGate.ControlPlane.Tests.Support;
using SaaSGate.TestKit;
using Xunit;

namespace SaaSGate.ControlPlane.Tests.Live;

public sealed class PortalHubTests(ControlPlaneFixture app) : IClassFixture<ControlPlaneFixture>
{
    private static CancellationToken Cancellation => Bounded.Cancellation;

    [Fact]
    public async Task Tells_everything_once_across_a_reconnect()
    {
        using var browser = await app.SignInAsync(app.Demo.Admin);
        var position = (long)(await browser.GetAsync("session"))!["feedPosition"]!;
        var start = position;
        var seen = new List<long>();
        await using var witness = await ConnectAsync(browser);
        var told = Listen<JsonNode>(witness, "FeedAdvanced");

        // Connected: what happens is heard in order, and what was known before is passed over.
        await using (var hub = await ConnectAsync(browser))
        {
            var heard = Listen<JsonNode>(hub, "FeedAdvanced");
            await StopAndResumeAsync(browser);
            while (seen.Count < 2)
            {
                var next = await PositionAsync(heard);
                if (next > start)
                    seen.Add(position = next);
            }
        }

        // Away: it is missed, since others were told of it already.
        await StopAndResumeAsync(browser);
        while (await PositionAsync(told) < position + 2)
            continue;

        // Back: the next position shows the gap, and the feed fills it.
        await using (var hub = await ConnectAsync(browser))
        {
            var heard = Listen<JsonNode>(hub, "FeedAdvanced");
            await StopAndResumeAsync(browser);
            var next = await PositionAsync(heard);
            Assert.True(next > position + 1, "Nothing was missed, so nothing was proved.");
            foreach (var item in (await browser.GetAsync($"feed?after={position}"))!["items"]!.AsArray())
                seen.Add((long)item!["position"]!);
        }

        Assert.Equal(Enumerable.Range(1, seen.Count).Select(step => start + step), seen);
        Assert.Equal(6, seen.Count);

        static async Task<long> PositionAsync(ChannelReader<JsonNode> notices) => (long)(await notices.ReadAsync(Cancellation))["position"]!;
    }

    [Fact]
    public async Task Tells_partners_nothing_of_what_is_not_theirs()
    {
        using var admin = await app.SignInAsync(app.Demo.Admin);
        using var partner = await app.SignInAsync(app.Demo.Partner);
        await using var hub = await ConnectAsync(partner);
        var heard = Listen<JsonNode>(hub, "FeedAdvanced");
        await StopAndResumeAsync(admin);
        var approval = await app.HoldAsync();
        var digest = (string)(await admin.GetAsync($"approvals/{approval}"))!["viewDigest"]!;
        await admin.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, $"approvals/{approval}/decision", new { decision = "deny", viewDigest = digest });

        // The first that the partner hears is the decision on the approval that it may see.
        var first = await heard.ReadAsync(Cancellation);
        Assert.Equal("ApprovalDecided", (string?)first["kind"]);
        Assert.Equal(approval.Value, (string?)first["subject"]);
    }

    [Fact]
    public async Task Tells_watchers_how_far_a_response_is_recorded()
    {
        var (session, exchange) = await app.RecordAsync("{}", null, "data: one\n\n"u8.ToArray());
        using var browser = await app.SignInAsync(app.Demo.Reviewer);
        await using var hub = await ConnectAsync(browser);
        var heard = Listen<JsonNode>(hub, "ExchangeAdvanced");
        await hub.InvokeAsync("Watch", session.Value, Cancellation);

        app.Service<LiveNotices>().ExchangeAdvanced(new(DemoOrganisations.Acme.Value, session.Value, exchange.Value, 11, false));

        var advanced = await heard.ReadAsync(Cancellation);
        Assert.Equal(exchange.Value, (string?)advanced["exchangeId"]);
        Assert.Equal(11, (long?)advanced["position"]);
        var slice = (await browser.GetAsync($"exchanges/{exchange}/response?after=0"))!;
        Assert.Equal("data: one\n\n", (string?)slice["data"]);
        Assert.False((bool)slice["complete"]!);
    }

    [Fact]
    public async Task Lets_nobody_watch_a_session_of_another_organisation()
    {
        var (session, _) = await app.RecordAsync("{}", "done");
        using var partner = await app.SignInAsync(app.Demo.Partner);
        await using var hub = await ConnectAsync(partner);
        await Assert.ThrowsAsync<HubException>(() => hub.InvokeAsync("Watch", session.Value, Cancellation));
        await Assert.ThrowsAsync<HubException>(() => hub.InvokeAsync("Watch", "ses_no", Cancellation));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("https://evil.example")]
    public async Task Refuses_a_connection_from_the_page_of_another_origin(string? origin)
    {
        using var browser = await app.SignInAsync(app.Demo.Admin);
        await Assert.ThrowsAsync<HttpRequestException>(() => ConnectAsync(browser, origin));
    }

    [Fact]
    public async Task Refuses_who_is_not_signed_in()
    {
        using var browser = app.Browser();
        await Assert.ThrowsAsync<HttpRequestException>(() => ConnectAsync(browser));
    }

    [Fact]
    public async Task Aborts_the_connections_of_who_signs_out()
    {
        using var browser = await app.SignInAsync(app.Demo.Admin);
        await using var hub = await ConnectAsync(browser);
        var closed = Closing(hub);
        await browser.ExpectAsync(HttpStatusCode.NoContent, HttpMethod.Delete, "session");
        await closed.WaitAsync(Cancellation);
        Assert.Equal(HubConnectionState.Disconnected, hub.State);
    }

    [Fact]
    public async Task Aborts_the_connections_of_who_has_left_and_no_others()
    {
        var (userId, person) = await app.Service<DemoPeople>().EnsureAsync(
            DemoOrganisations.Acme, "leaver@acme.example", "Lee Aver", [ControlPlane.Identity.Roles.Reviewer], Cancellation);
        using var leaver = await app.SignInAsync(person);
        using var stayer = await app.SignInAsync(app.Demo.Reviewer);
        await using var gone = await ConnectAsync(leaver);
        await using var stays = await ConnectAsync(stayer);
        var closed = Closing(gone);

        await app.Service<ControlPlane.Organisations.Memberships>().SaveAsync(
            DemoOrganisations.Acme, new(userId, "Lee Aver", person.Email, []), Postgres.Audit.Actor.System, Cancellation);

        await closed.WaitAsync(Cancellation);
        Assert.Equal(HubConnectionState.Connected, stays.State);
        await leaver.RefusedAsync(Contracts.Problems.PortalProblems.SignInNeeded, HttpMethod.Get, "home");
    }

    [Theory]
    [InlineData("update platform.sign_ins set ended_at = now() where user_id = $1")]
    [InlineData("update platform.users set security_stamp = 'changed' where id = $1")]
    [InlineData("update tenant.members set roles = '{}' where user_id = $1")]
    public async Task Aborts_the_connections_of_who_was_cut_off_even_when_no_notice_came(string cut)
    {
        var (userId, person) = await app.Service<DemoPeople>().EnsureAsync(
            DemoOrganisations.Acme, "quiet@acme.example", "Quentin Quiet", [ControlPlane.Identity.Roles.Reviewer], Cancellation);
        using var quiet = await app.SignInAsync(person);
        using var stayer = await app.SignInAsync(app.Demo.Reviewer);
        await using var gone = await ConnectAsync(quiet);
        await using var stays = await ConnectAsync(stayer);
        var closed = Closing(gone);

        await app.RunAsync(cut, userId);

        await closed.WaitAsync(Cancellation);
        Assert.Equal(HubConnectionState.Connected, stays.State);
    }

    [Fact]
    public async Task Switching_aborts_connections_of_the_organisation_left_and_signing_out_those_of_every_one()
    {
        var (userId, person) = await app.Service<DemoPeople>().EnsureAsync(
            DemoOrganisations.Acme, "both@acme.example", "Bo Both", [ControlPlane.Identity.Roles.Reviewer], Cancellation);
        await app.Service<DemoPeople>().EnsureMemberAsync(
            DemoOrganisations.Northwind, new(userId, "Bo Both", person.Email, [ControlPlane.Identity.Roles.Reviewer]), Cancellation);
        using var browser = await app.SignInAsync(person);
        using var copy = app.Browser();
        copy.Cookies.Add(browser.Cookies.GetAllCookies());
        await using var before = await ConnectAsync(browser);
        var left = Closing(before);
        browser.Adopt((await browser.ExpectAsync(
            HttpStatusCode.OK, HttpMethod.Post, "session/organisation", new { organisationId = DemoOrganisations.Northwind.Value }))!);
        await using var northwind = await ConnectAsync(browser);
        await left.WaitAsync(Cancellation);
        Assert.Equal(HubConnectionState.Connected, northwind.State);

        await using var acme = await ConnectAsync(copy);
        var ended = Task.WhenAll(Closing(northwind), Closing(acme));
        await browser.ExpectAsync(HttpStatusCode.NoContent, HttpMethod.Delete, "session");
        await ended.WaitAsync(Cancellation);
    }

    [Fact]
    public async Task Watches_only_so_many_sessions_at_once_and_keeps_nothing_of_made_up_ones()
    {
        using var browser = await app.SignInAsync(app.Demo.Reviewer);
        await using var hub = await ConnectAsync(browser);
        await hub.InvokeAsync("Unwatch", new string('x', 1000), Cancellation);
        await hub.InvokeAsync("Unwatch", Id<Session>.New(TimeProvider.System).Value, Cancellation);
        Assert.False(app.Service<PortalConnections>().Knows(PortalGroups.Session(DemoOrganisations.Acme.Value, new string('x', 1000))));

        var watched = "";
        for (var i = 0; i < 32; i++)
        {
            var (session, _) = await app.RecordAsync("{}", "done");
            await hub.InvokeAsync("Watch", watched = session.Value, Cancellation);
        }

        var (another, _) = await app.RecordAsync("{}", "done");
        await Assert.ThrowsAsync<HubException>(() => hub.InvokeAsync("Watch", another.Value, Cancellation));
        await hub.InvokeAsync("Watch", watched, Cancellation);
        await hub.InvokeAsync("Unwatch", watched, Cancellation);
        await hub.InvokeAsync("Watch", another.Value, Cancellation);
    }

    private static async Task StopAndResumeAsync(PortalBrowser browser)
    {
        var skill = (await browser.GetAsync("skills"))!["items"]!.AsArray().Single(item => (string?)item!["name"] == "report-writer")!["id"];
        await browser.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, $"skills/{skill}/stop", new { reason = "to see it" });
        await browser.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, $"skills/{skill}/resume");
    }

    private static Task<HubConnection> ConnectAsync(PortalBrowser browser) => HubClient.ConnectAsync(browser);

    private static Task<HubConnection> ConnectAsync(PortalBrowser browser, string? origin) => HubClient.ConnectAsync(browser, origin);

    private static ChannelReader<T> Listen<T>(HubConnection hub, string method) => HubClient.Listen<T>(hub, method);

    private static Task Closing(HubConnection hub)
    {
        var closed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        hub.Closed += _ =>
        {
            closed.TrySetResult();
            return Task.CompletedTask;
        };
        return closed.Task;
    }
}
