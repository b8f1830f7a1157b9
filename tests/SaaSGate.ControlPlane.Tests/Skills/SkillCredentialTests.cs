using System.Net;
using SaaSGate.Contracts.Problems;
using SaaSGate.ControlPlane.Hosting;
using SaaSGate.ControlPlane.Identity;
using SaaSGate.ControlPlane.Skills;
using SaaSGate.ControlPlane.Tests.Support;
using Xunit;

namespace SaaSGate.ControlPlane.Tests.Skills;

public sealed class SkillCredentialTests(ControlPlaneFixture app) : IClassFixture<ControlPlaneFixture>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_key_is_rotated_and_the_old_one_works_on_for_a_while_alone()
    {
        using var admin = await app.SignInAsync(app.Demo.Admin);
        var skill = await app.SkillAsync(admin);
        var old = (await admin.ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, $"skills/{skill}/keys", new { expiresInDays = 90, networks = new[] { "203.0.113.0/24" } }))!;
        var next = (await admin.ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, $"skills/{skill}/keys/{old["id"]}/rotate", new { expiresInDays = 60, overlapHours = 2 }))!;
        Assert.True(SecretText.IsWellFormed((string)next["key"]!, SecretText.SkillKey));
        Assert.InRange(await app.PeekAsync<double>("select extract(epoch from expires_at - now())::float8 from tenant.skill_keys where id = $1", (string)old["id"]!), 7100, 7200);
        Assert.Equal(["203.0.113.0/24"], (await app.PeekAsync<string[]>("select networks from tenant.skill_keys where id = $1", (string)next["id"]!))!);
        await admin.ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, $"skills/{skill}/keys/{next["id"]}/rotate", new { expiresInDays = 60, overlapHours = 0 });
        await admin.RefusedAsync(PortalProblems.NotFound, HttpMethod.Post, $"skills/{skill}/keys/{next["id"]}/rotate", new { expiresInDays = 60 });
        await admin.RefusedAsync(PortalProblems.Invalidated, HttpMethod.Post, $"skills/{skill}/keys/{old["id"]}/rotate", new { expiresInDays = 60, overlapHours = 169 });
    }

    [Theory]
    [InlineData("203.0.113.0/33")]
    [InlineData("office")]
    [InlineData("")]
    public async Task A_network_that_is_none_is_refused(string network)
    {
        using var admin = await app.SignInAsync(app.Demo.Admin);
        await admin.RefusedAsync(PortalProblems.Invalidated, HttpMethod.Post, $"skills/{app.Demo.Skills[0].Id}/keys", new { expiresInDays = 1, networks = new[] { network } });
    }

    [Fact]
    public async Task A_leaked_key_is_known_by_its_ends_by_its_own_organisation()
    {
        using var admin = await app.SignInAsync(app.Demo.Admin);
        var skill = await app.SkillAsync(admin);
        var made = (await admin.ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, $"skills/{skill}/keys", new { expiresInDays = 1 }))!;
        var key = (string)made["key"]!;
        object Ends(string text) => new { start = text[..10], end = text[^6..] };
        var found = (await admin.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, "leak-checks", Ends(key)))!["keys"]![0]!;
        Assert.Equal(((string)made["id"]!, skill, true), ((string)found["keyId"]!, (string)found["skillId"]!, (bool)found["works"]!));
        Assert.Empty((await admin.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, "leak-checks", Ends(SecretText.Create(SecretText.SkillKey))))!["keys"]!.AsArray());
        await admin.RefusedAsync(PortalProblems.Invalidated, HttpMethod.Post, "leak-checks", new { start = key, end = key[^6..] });
        using var northwind = await app.NorthwindAdminAsync();
        Assert.Empty((await northwind.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, "leak-checks", Ends(key)))!["keys"]!.AsArray());
        await admin.ExpectAsync(HttpStatusCode.NoContent, HttpMethod.Delete, $"skills/{skill}/keys/{made["id"]}");
        Assert.False((bool)(await admin.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, "leak-checks", Ends(key)))!["keys"]![0]!["works"]!);
        Assert.Equal(0L, await app.PeekAsync<long>("select count(*) from tenant.audit_log a where a::text like '%' || $1 || '%'", key));
    }

    [Fact]
    public async Task A_skill_comes_up_for_confirmation_is_suspended_after_notices_and_goes_on_when_its_owner_confirms()
    {
        using var admin = await app.SignInAsync(app.Demo.Admin);
        var skill = await app.SkillAsync(admin);

        // 1. Three notices, each once.
        foreach (var (days, told) in new[] { (31, 0L), (29, 1L), (20, 1L), (6, 2L), (5, 2L), (0, 3L) })
        {
            await app.RunAsync("update tenant.skills set confirm_by = now() + make_interval(days => $2, hours => 12) where id = $1", skill, days);
            await SeeToAsync();
            await SeeToAsync();
            Assert.Equal(told, await app.PeekAsync<long>("select count(*) from tenant.feed where kind = 'SkillConfirmationDue' and subject = $1", skill));
        }

        // 2. It is over: the skill is suspended, by a stop, and the portal says so.
        Assert.Equal("active", (string?)(await admin.GetAsync($"skills/{skill}"))!["status"]);
        await app.RunAsync("update tenant.skills set confirm_by = now() - interval '1 minute' where id = $1", skill);
        await SeeToAsync();
        var suspended = (await admin.GetAsync($"skills/{skill}"))!;
        Assert.Equal(("suspended", true), ((string?)suspended["status"], (bool)suspended["stopped"]!));
        Assert.Equal(1L, await app.PeekAsync<long>("select count(*) from platform.stop_log where kind = 'skill' and target_id = $1 and not lifted", skill));

        // 3. Nobody but the owner confirms it; then it goes on, but for what others have stopped.
        await admin.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, $"skills/{skill}/stop", new { reason = "another" });
        using var program = app.Program(app.Demo.ApiToken);
        await program.RefusedAsync(PortalProblems.OwnerNeeded, HttpMethod.Post, $"skills/{skill}/confirm");
        var confirmed = (await admin.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, $"skills/{skill}/confirm"))!;
        Assert.Equal(("active", true, 1), ((string?)confirmed["status"], (bool)confirmed["stopped"]!, confirmed["locks"]!.AsArray().Count));
        Assert.Equal(1L, await app.PeekAsync<long>("select count(*) from platform.stop_log where kind = 'skill' and target_id = $1 and lifted", skill));
        Assert.InRange(await app.PeekAsync<double>("select extract(epoch from confirm_by - now())::float8 / 86400 from tenant.skills where id = $1", skill), 179.9, 180);
    }

    [Fact]
    public async Task A_skill_whose_notices_could_not_be_given_is_not_suspended_at_once()
    {
        using var admin = await app.SignInAsync(app.Demo.Admin);
        var skill = await app.SkillAsync(admin);
        await app.RunAsync("update tenant.skills set confirm_by = now() - interval '10 days' where id = $1", skill);
        await SeeToAsync();
        Assert.Equal("active", (string?)(await admin.GetAsync($"skills/{skill}"))!["status"]);
        Assert.InRange(await app.PeekAsync<double>("select extract(epoch from confirm_by - now())::float8 from tenant.skills where id = $1", skill), 86_000, 86_400);
    }

    [Fact]
    public async Task What_is_revoked_is_not_confirmed_back()
    {
        using var admin = await app.SignInAsync(app.Demo.Admin);
        var skill = await app.SkillAsync(admin);
        foreach (var status in new[] { "revoked", "suspended" })
        {
            await app.RunAsync("update tenant.skills set status = $2 where id = $1", skill, status);
            await admin.RefusedAsync(PortalProblems.OwnerNeeded, HttpMethod.Post, $"skills/{skill}/confirm");
        }
    }

    [Fact]
    public async Task What_is_revoked_while_it_waits_for_a_confirmation_is_not_confirmed_back()
    {
        using var admin = await app.SignInAsync(app.Demo.Admin);
        var skill = await app.SkillAsync(admin);
        await app.RunAsync("update tenant.skills set confirm_told = 3, confirm_by = now() - interval '1 minute' where id = $1", skill);
        await SeeToAsync();
        Assert.Equal("suspended", (string?)(await admin.GetAsync($"skills/{skill}"))!["status"]);
        await admin.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, $"skills/{skill}/revoke", new { reason = "It is over." });
        await admin.RefusedAsync(PortalProblems.OwnerNeeded, HttpMethod.Post, $"skills/{skill}/confirm");
        Assert.Equal("revoked", (string?)(await admin.GetAsync($"skills/{skill}"))!["status"]);
    }

    private Task SeeToAsync()
    {
        TenantContext.EnterSystem();
        return app.Service<SkillConfirmations>().SeeToAllAsync(Cancel);
    }
}
