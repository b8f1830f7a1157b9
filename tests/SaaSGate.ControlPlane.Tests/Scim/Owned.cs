using SaaSGate.ControlPlane.Tests.Support;
using Xunit;

namespace SaaSGate.ControlPlane.Tests.Scim;

/// <summary>Skills of people whom the directory keeps.</summary>
internal static class Owned
{
    /// <summary>A live skill with a key; its id.</summary>
    public static async Task<string> GiveSkillAsync(this ControlPlaneFixture app, string owner)
    {
        using var admin = app.Program(app.Demo.ApiToken);
        var connection = await app.PeekAsync<string>("select min(id) from tenant.connections where organisation_id = $1", Scenes.Acme.Value);
        var skill = (await admin.ExpectAsync(System.Net.HttpStatusCode.Created, HttpMethod.Post, "skills", new { name = $"skill of {owner}", purpose = "test", ownerUserId = owner, connectionId = connection }))!;
        await admin.ExpectAsync(System.Net.HttpStatusCode.Created, HttpMethod.Post, $"skills/{skill["id"]}/keys", new { expiresInDays = 1 });
        return (string)skill["id"]!;
    }

    /// <summary>Whether a person's leaving did what it must: no skill, no key, no role, and a stop in the log.</summary>
    public static async Task AssertGoneAsync(this ControlPlaneFixture app, string person, string skill, params string[] causes)
    {
        Assert.Equal("revoked", await app.PeekAsync<string>("select status from tenant.skills where id = $1", skill));
        Assert.True(await app.PeekAsync<bool>("select bool_and(revoked_at is not null) from tenant.skill_keys where skill_id = $1", skill));
        Assert.Equal("inactive", await app.PeekAsync<string>("select status from tenant.members where organisation_id = $1 and user_id = $2", Scenes.Acme.Value, person));
        Assert.Equal(1, await app.PeekAsync<long>("select count(*) from platform.stop_log where kind = 'person' and target_id = $1 and not lifted", person));
        using var admin = app.Program(app.Demo.ApiToken);
        var report = (await admin.GetAsync("offboardings"))!["items"]!.AsArray().First(item => (string?)item!["person"]!["id"] == person)!;
        Assert.Equal(causes, report["causes"]!.AsArray().Select(cause => (string)cause!["kind"]!));
        Assert.Equal(skill, (string?)report["report"]!["skills"]![0]!["id"]);
    }
}
