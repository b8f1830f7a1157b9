using System.Net;
using SaaSGate.ControlPlane.Demo;
using Xunit;

namespace SaaSGate.ControlPlane.Tests.Support;

/// <summary>People with roles, and roles for them.</summary>
internal static class People
{
    /// <summary>Somebody of acme who is signed in.</summary>
    public static async Task<(string Id, PortalBrowser Browser)> MemberAsync(this ControlPlaneFixture app, params string[] roles)
    {
        var (id, person) = await app.Service<DemoPeople>().EnsureAsync(
            DemoOrganisations.Acme, $"m-{Guid.NewGuid():n}@acme.example", "Mara Member", roles, TestContext.Current.CancellationToken);
        return (id, await app.SignInAsync(person));
    }

    /// <summary>A role of the organisation.</summary>
    public static async Task<(string Id, string Name)> RoleAsync(this PortalBrowser owner, params string[] permissions)
    {
        var name = $"r-{Guid.NewGuid():n}";
        var made = (await owner.ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, "roles", new { name, description = "For a test.", permissions }))!;
        return ((string)made["id"]!, name);
    }

    /// <summary>Gives somebody these roles, as a page would that has just read them.</summary>
    public static async Task<HttpResponseMessage> GiveAsync(this PortalBrowser giver, string userId, params string[] roles)
    {
        using var read = await giver.SendAsync(HttpMethod.Get, $"members/{userId}");
        return await giver.SendAsync(HttpMethod.Put, $"members/{userId}/roles", new { roles }, read.Headers.ETag?.Tag);
    }

    public static async Task ChangeRoleAsync(this PortalBrowser owner, string id, params string[] permissions)
    {
        using var read = await owner.SendAsync(HttpMethod.Get, $"roles/{id}");
        await owner.ExpectAsync(HttpStatusCode.OK, HttpMethod.Put, $"roles/{id}", new { description = "Changed.", permissions }, read.Headers.ETag!.Tag);
    }
}
