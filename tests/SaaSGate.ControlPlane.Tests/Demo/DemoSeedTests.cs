using System.Net;
using SaaSGate.Contracts.Problems;
using SaaSGate.Contracts.RegionLink;
using SaaSGate.ControlPlane.Demo;
using SaaSGate.ControlPlane.Identity;
using SaaSGate.ControlPlane.Tests.Support;
using SaaSGate.Inspection.Policies;
using SaaSGate.Postgres.Demo;
using SaaSGate.TestKit;
using Xunit;

namespace SaaSGate.ControlPlane.Tests.Demo;

public sealed class DemoSeedTests(ControlPlaneFixture app) : IClassFixture<ControlPlaneFixture>
{
    [Fact]
    public async Task Each_start_issues_credentials_anew_and_revokes_the_old_ones()
    {
        var first = await app.Service<DemoSeed>().SeedAsync(Bounded.Cancellation);
        var second = await app.Service<DemoSeed>().SeedAsync(Bounded.Cancellation);

        Assert.Equal(["ticket-triage", "report-writer", "crm-export"], second.Skills.Select(skill => skill.Name));
        Assert.Equal(first.Skills.Select(skill => skill.Id), second.Skills.Select(skill => skill.Id));
        Assert.Empty(first.Skills.Select(skill => skill.Key).Intersect(second.Skills.Select(skill => skill.Key)));
        Assert.All(second.Skills, skill => Assert.True(SecretText.IsWellFormed(skill.Key, SecretText.SkillKey)));
        Assert.True(JoinToken.TryParse(second.JoinToken, out _));

        using var old = app.Program(first.ApiToken);
        await old.RefusedAsync(PortalProblems.SignInNeeded, HttpMethod.Get, "home");
        using var current = app.Program(second.ApiToken);
        await current.GetAsync("home");
        using var scim = app.Program(second.ScimToken);
        await scim.RefusedAsync(PortalProblems.Forbidden, HttpMethod.Get, "home");
        using var browser = app.Browser();
        await browser.RefusedAsync(PortalProblems.SignInFailed, HttpMethod.Post, "session", new { email = first.Admin.Email, password = first.Admin.Password });
        await browser.SignInAsync(second.Admin.Email, second.Admin.Password);
        var live = (await current.GetAsync("skills"))!["items"]!.AsArray().Select(skill => skill!["keys"]!.AsArray().Count(key => key!["revokedAt"] is null));
        Assert.All(live, count => Assert.Equal(1, count));
    }

    [Fact]
    public void Its_policy_is_one_that_gateways_can_read()
    {
        foreach (var document in new[] { DemoPolicy.Document, DemoPolicy.None })
            Assert.Empty(PolicySet.Compile([new PolicySource("pol_1", "default", 1, document)]).Errors);
    }

    [Fact]
    public async Task Incident_calls_whoever_plays_the_demo()
    {
        using var program = app.Program((await app.Service<DemoSeed>().SeedAsync(Bounded.Cancellation)).ApiToken);
        await using var calls = DemoCalls.ListenAsync(app.Database.Options.Platform, Bounded.Cancellation).GetAsyncEnumerator(Bounded.Cancellation);
        var heard = calls.MoveNextAsync().AsTask();
        while (!heard.IsCompleted)
        {
            // A call made before the listener listens is lost, as with the button itself.
            await program.ExpectAsync(HttpStatusCode.Accepted, HttpMethod.Post, "demo/incident");
            await Task.Yield();
        }

        Assert.True(await heard);
        Assert.Equal(DemoCalls.Incident, calls.Current);
    }
}
