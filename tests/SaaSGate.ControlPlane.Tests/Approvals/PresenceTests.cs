using System.Text.Json.Nodes;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using SaaSGate.Contracts.Ids;
using SaaSGate.ControlPlane.Approvals;
using SaaSGate.ControlPlane.Tests.Support;
using SaaSGate.TestKit;
using Xunit;

namespace SaaSGate.ControlPlane.Tests.Approvals;

public sealed class PresenceTests(ControlPlaneFixture app) : IClassFixture<ControlPlaneFixture>
{
    private static CancellationToken Cancellation => Bounded.Cancellation;

    [Fact]
    public async Task Each_sees_by_name_who_else_has_it_open_across_organisations()
    {
        var approval = await app.HoldAsync();
        using var reviewer = await app.SignInAsync(app.Demo.Reviewer);
        using var partner = await app.SignInAsync(app.Demo.Partner);
        await using var first = await HubClient.ConnectAsync(reviewer);
        var heard = HubClient.Listen<JsonNode>(first, "ApprovalViewersChanged");
        Assert.Equal(["Rosa Marin"], Names(await first.InvokeAsync<JsonNode>("OpenApproval", approval.Value, Cancellation)));
        Assert.Equal(["Rosa Marin"], Names(await heard.ReadAsync(Cancellation)));

        await using (var second = await HubClient.ConnectAsync(partner))
        {
            Assert.Equal(["Kim Sato", "Rosa Marin"], Names(await second.InvokeAsync<JsonNode>("OpenApproval", approval.Value, Cancellation)));
            var notice = await heard.ReadAsync(Cancellation);
            Assert.Equal(["Kim Sato", "Rosa Marin"], Names(notice));
            Assert.Contains(notice["viewers"]!.AsArray(), viewer => (string?)viewer!["organisationName"] == "Northwind");
        }

        // Whoever closes the page has it open no more.
        Assert.Equal(["Rosa Marin"], Names(await heard.ReadAsync(Cancellation)));
    }

    [Fact]
    public async Task A_stranger_and_a_partner_whose_grant_has_ended_see_nobody()
    {
        var approval = await app.HoldAsync("report-writer");
        using var partner = await app.SignInAsync(app.Demo.Partner);
        await using var hub = await HubClient.ConnectAsync(partner);
        await Assert.ThrowsAsync<HubException>(() => hub.InvokeAsync<JsonNode>("OpenApproval", Id<Approval>.New(TimeProvider.System).Value, Cancellation));
        await app.RunAsync("update tenant.grants set ended_at = now()");
        try
        {
            await Assert.ThrowsAsync<HubException>(() => hub.InvokeAsync<JsonNode>("OpenApproval", approval.Value, Cancellation));
        }
        finally
        {
            await app.RunAsync("update tenant.grants set ended_at = null");
        }
    }

    [Fact]
    public void A_page_that_has_fallen_silent_is_forgotten()
    {
        var clock = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        var viewers = new ApprovalViewers(clock);
        Assert.True(viewers.Add(new("c1", "usr_a", "Ann", "org_1", "One")));
        Assert.False(viewers.Add(new("c2", "usr_a", "Ann", "org_1", "One")));
        Assert.False(viewers.Remove("c1"));
        clock.Advance(ApprovalViewers.Length - TimeSpan.FromSeconds(1));
        Assert.False(viewers.Add(new("c2", "usr_a", "Ann", "org_1", "One")));
        clock.Advance(TimeSpan.FromSeconds(2));
        Assert.False(viewers.Forget());
        clock.Advance(ApprovalViewers.Length);
        Assert.True(viewers.Forget());
        Assert.Empty(viewers.All);
    }

    private static IEnumerable<string> Names(JsonNode notice) => notice["viewers"]!.AsArray().Select(viewer => (string)viewer!["name"]!).Order(StringComparer.Ordinal);
}
