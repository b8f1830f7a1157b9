using System.Net;
using Npgsql;
using SaaSGate.Contracts.Problems;
using SaaSGate.ControlPlane.Identity;
using SaaSGate.ControlPlane.Tests.Support;
using SaaSGate.TestKit;
using Xunit;

namespace SaaSGate.ControlPlane.Tests.Skills;

public sealed class SkillEndpointTests(ControlPlaneFixture app) : IClassFixture<ControlPlaneFixture>
{
    [Fact]
    public async Task Shows_a_key_once_and_keeps_its_hash_alone()
    {
        using var admin = await app.SignInAsync(app.Demo.Admin);
        var made = (await admin.ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, $"skills/{app.Demo.Skills[0].Id}/keys", new { expiresInDays = 90 }))!;
        var key = (string)made["key"]!;
        Assert.True(SecretText.IsWellFormed(key, SecretText.SkillKey));
        Assert.False(SecretText.IsWellFormed(key[..^1] + (key[^1] == '0' ? '1' : '0'), SecretText.SkillKey));
        Assert.Equal(SecretText.Hash(key), await app.PeekAsync<byte[]>("select hash from tenant.skill_keys where id = $1", (string)made["id"]!));
        Assert.DoesNotContain(key, (await admin.GetAsync("skills"))!.ToJsonString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(91)]
    public async Task Refuses_a_key_without_a_near_end(int days)
    {
        using var admin = await app.SignInAsync(app.Demo.Admin);
        await admin.RefusedAsync(PortalProblems.Invalidated, HttpMethod.Post, $"skills/{app.Demo.Skills[0].Id}/keys", new { expiresInDays = days });
    }

    [Fact]
    public async Task A_connection_that_goes_while_a_skill_is_registered_is_told_and_no_failure()
    {
        using var admin = await app.SignInAsync(app.Demo.Admin);
        var going = (string)(await admin.ExpectAsync(
            HttpStatusCode.Created, HttpMethod.Post, "connections", new { name = "going", baseUrl = "https://api.anthropic.com", credential = "sk-ant-1234567890abcd" }))!["id"]!;
        await using var connection = await app.Database.Owner.OpenConnectionAsync(Bounded.Cancellation);
        await using var removing = await connection.BeginTransactionAsync(Bounded.Cancellation);
        // As whoever removes one does.
        await using var remove = new NpgsqlCommand("with locked as (select id from tenant.connections where id = $1 for update) update tenant.connections set removed_at = now(), credential_sealed = null, credential_hint = '' where id in (select id from locked)", connection, removing) { Parameters = { new() { Value = going } } };
        Assert.Equal(1, await remove.ExecuteNonQueryAsync(Bounded.Cancellation));
        var asked = admin.RefusedAsync(PortalProblems.ChangedMeanwhile, HttpMethod.Post, "skills", new { name = "too-late", purpose = "Is registered too late", connectionId = going });
        await Bounded.UntilAsync(async () => asked.IsCompleted
            || await app.PeekAsync<bool>("select exists (select from pg_stat_activity where $1 = any (pg_blocking_pids(pid)))", connection.ProcessID));
        await removing.CommitAsync(Bounded.Cancellation);
        await asked;
    }

    [Fact]
    public async Task Keys_and_skills_that_are_over_make_room_for_new_ones()
    {
        using var admin = await app.SignInAsync(app.Demo.Admin);
        var connection = await app.PeekAsync<string>("select id from tenant.connections where organisation_id = $1", Scenes.Acme.Value);
        object Skill(string name) => new { name, purpose = "Fills the room", connectionId = connection };
        var full = (string)(await admin.ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, "skills", Skill("full")))!["id"]!;
        await app.RunAsync(
            """
            insert into tenant.skill_keys (organisation_id, id, skill_id, hint, hash, created_by, created_at, expires_at)
            select $1, 'key_room_' || i, $2, 'sgk_', sha256(('room' || i)::bytea), 'usr', now() - interval '1 day', now() + case when i <= 20 then 1 else -0.5 end * interval '1 day'
            from generate_series(1, 40) i
            """, Scenes.Acme.Value, full);
        await admin.RefusedAsync(PortalProblems.TooMany, HttpMethod.Post, $"skills/{full}/keys", new { expiresInDays = 1 });
        await app.RunAsync("update tenant.skill_keys set revoked_at = now() where id = 'key_room_1'");
        await admin.ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, $"skills/{full}/keys", new { expiresInDays = 1 });

        await app.RunAsync(
            """
            insert into tenant.skills (organisation_id, id, name, purpose, owner_user_id, connection_id, expires_at, created_by)
            select $1, 'skl_room_' || i, 'room ' || i, '', 'usr', $2, now() + interval '1 day', 'usr' from generate_series(1, 5000) i
            """, Scenes.Acme.Value, connection!);
        await admin.RefusedAsync(PortalProblems.TooMany, HttpMethod.Post, "skills", Skill("one more"));
        await app.RunAsync("update tenant.skills set expires_at = now() where id like 'skl_room_%'");
        await admin.ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, "skills", Skill("one more"));
        await app.RunAsync("delete from tenant.skills where id like 'skl_room_%'");
    }

    [Fact]
    public async Task A_revoked_skill_is_stopped_and_stays_revoked()
    {
        using var admin = await app.SignInAsync(app.Demo.Admin);
        var connection = await app.PeekAsync<string>("select id from tenant.connections where organisation_id = $1", Scenes.Acme.Value);
        var skill = (string)(await admin.ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, "skills", new { name = "outlived", purpose = "Was needed once", connectionId = connection }))!["id"]!;
        await admin.RefusedAsync(PortalProblems.Invalidated, HttpMethod.Post, $"skills/{skill}/revoke", new { reason = " " });
        await admin.RefusedAsync(PortalProblems.NotFound, HttpMethod.Post, "skills/skl_00000000000000000000000000/revoke", new { reason = "Nobody needs it" });
        var revoked = (await admin.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, $"skills/{skill}/revoke", new { reason = "Nobody needs it" }))!;
        Assert.Equal(("revoked", true), ((string?)revoked["status"], (bool)revoked["stopped"]!));
        Assert.Equal(1L, await app.PeekAsync<long>("select count(*) from platform.stop_log where kind = 'skill' and target_id = $1 and not lifted", skill));
        await admin.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, $"skills/{skill}/resume");
        Assert.Equal("revoked", (string?)(await admin.GetAsync($"skills/{skill}"))!["status"]);
    }

    [Fact]
    public async Task A_revoked_key_is_a_stop_and_gone_from_what_gateways_see()
    {
        using var admin = await app.SignInAsync(app.Demo.Admin);
        var key = (string)(await admin.ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, $"skills/{app.Demo.Skills[1].Id}/keys", new { expiresInDays = 1 }))!["id"]!;
        var views = await app.PeekAsync<long>("select position from platform.log_heads where log = 'view'");
        await admin.ExpectAsync(HttpStatusCode.NoContent, HttpMethod.Delete, $"skills/{app.Demo.Skills[1].Id}/keys/{key}");
        Assert.Equal(1L, await app.PeekAsync<long>("select count(*) from platform.stop_log where kind = 'credential' and target_id = $1 and not lifted", key));
        Assert.True(await app.PeekAsync<long>("select position from platform.log_heads where log = 'view'") > views);
        await admin.ExpectAsync(HttpStatusCode.NoContent, HttpMethod.Delete, $"skills/{app.Demo.Skills[1].Id}/keys/{key}");
        await admin.RefusedAsync(PortalProblems.NotFound, HttpMethod.Delete, $"skills/{app.Demo.Skills[0].Id}/keys/{key}");
    }

    [Fact]
    public async Task Stops_with_a_reason_ends_what_waits_and_resumes()
    {
        using var admin = await app.SignInAsync(app.Demo.Admin);
        var approval = await app.HoldAsync();
        var skill = app.Demo.Skills[2].Id;
        Assert.Equal(1, (int)(await admin.GetAsync($"skills/{skill}/stop-preview"))!["heldRequests"]!);

        var stopped = (await admin.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, $"skills/{skill}/stop", new { reason = "exfiltration" }))!;

        Assert.True((bool)stopped["stopped"]!);
        Assert.Equal("exfiltration", (string?)stopped["locks"]![0]!["reason"]);
        Assert.Equal("Ada Lindqvist", (string?)stopped["locks"]![0]!["createdByName"]);
        Assert.Equal("cancelled", (string?)(await admin.GetAsync($"approvals/{approval}"))!["state"]);
        Assert.Equal(1L, await app.PeekAsync<long>("select count(*) from platform.stop_log where kind = 'skill' and target_id = $1 and not lifted", skill));
        var resumed = (await admin.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, $"skills/{skill}/resume"))!;
        Assert.False((bool)resumed["stopped"]!);
        Assert.Equal(1L, await app.PeekAsync<long>("select count(*) from platform.stop_log where kind = 'skill' and target_id = $1 and lifted", skill));
    }

    [Fact]
    public async Task Registers_a_skill_and_lets_only_who_saw_it_change_it()
    {
        using var admin = await app.SignInAsync(app.Demo.Admin);
        var connection = (string)(await admin.GetAsync("connections"))!["items"]![0]!["id"]!;
        var made = (await admin.ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, "skills", new { name = "translator", purpose = "Translates", connectionId = connection }))!;
        var path = $"skills/{made["id"]}";
        using var read = await admin.SendAsync(HttpMethod.Get, path);
        var tag = read.Headers.ETag!.Tag;

        var changed = (await admin.ExpectAsync(HttpStatusCode.OK, HttpMethod.Patch, path, new { labels = new[] { "language" } }, tag))!;

        Assert.Equal("language", (string?)changed["labels"]![0]);
        Assert.Equal("Translates", (string?)changed["purpose"]);
        await admin.RefusedAsync(PortalProblems.ChangedMeanwhile, HttpMethod.Patch, path, new { purpose = "late" }, tag);
        await admin.RefusedAsync(PortalProblems.NameTaken, HttpMethod.Post, "skills", new { name = "translator", purpose = "Again", connectionId = connection });
    }

    [Fact]
    public async Task Reads_a_long_list_in_parts_without_gap_or_repeat()
    {
        using var admin = await app.SignInAsync(app.Demo.Admin);
        var whole = (await admin.GetAsync("audit?limit=200"))!["items"]!.AsArray().Select(line => (string)line!["id"]!).ToList();
        var parts = new List<string>();
        string? next = null;
        do
        {
            var part = (await admin.GetAsync($"audit?limit=3&cursor={next}"))!;
            parts.AddRange(part["items"]!.AsArray().Select(line => (string)line!["id"]!));
            next = (string?)part["next"];
        }
        while (next is not null && parts.Count < whole.Count);

        Assert.True(whole.Count > 6);
        Assert.Equal(whole, parts);
        await admin.RefusedAsync(PortalProblems.Invalidated, HttpMethod.Get, "audit?cursor=made-up!");

        // About one thing alone.
        var target = (string)(await admin.GetAsync("audit?limit=200"))!["items"]!.AsArray().First(line => line!["target"] is not null)!["target"]!;
        var about = (await admin.GetAsync($"audit?limit=200&target={target}"))!["items"]!.AsArray();
        Assert.NotEmpty(about);
        Assert.All(about, line => Assert.Equal(target, (string?)line!["target"]));
        Assert.Empty((await admin.GetAsync("audit?target=skl_nobody"))!["items"]!.AsArray());
        await admin.RefusedAsync(PortalProblems.Invalidated, HttpMethod.Get, $"audit?target={new string('x', 201)}");
    }
}
