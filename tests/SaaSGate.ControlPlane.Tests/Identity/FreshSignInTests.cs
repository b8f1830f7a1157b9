using System.Net;
using SaaSGate.Contracts.Problems;
using SaaSGate.ControlPlane.Tests.Federation;
using SaaSGate.ControlPlane.Tests.Support;
using Xunit;

namespace SaaSGate.ControlPlane.Tests.Identity;

/// <summary>What decides who gets in is changed by somebody who has just shown who they are.</summary>
public sealed class FreshSignInTests(ControlPlaneFixture app) : IClassFixture<ControlPlaneFixture>
{
    [Fact]
    public async Task A_session_that_is_older_connects_no_provider_and_makes_no_token_of_the_directory()
    {
        await app.OpenToProvidersAsync();
        using var admin = await app.SignInAsync(app.Demo.Admin);
        var body = ProviderScenes.ProviderBody("https://idp.example", null);
        var id = await admin.AddProviderAsync(body);
        await app.RunAsync("update platform.sign_ins set proven_at = now() - interval '6 minutes'");

        await admin.RefusedAsync(PortalProblems.StepUpNeeded, HttpMethod.Post, "identity-providers", ProviderScenes.ProviderBody("https://evil.example", null));
        await admin.RefusedAsync(PortalProblems.StepUpNeeded, HttpMethod.Put, $"identity-providers/{id}", body, "\"1\"");
        await admin.RefusedAsync(PortalProblems.StepUpNeeded, HttpMethod.Put, "domains/dom_00000000000000000000000000", new { required = false }, "\"1\"");
        await admin.RefusedAsync(PortalProblems.StepUpNeeded, HttpMethod.Delete, "domains/dom_00000000000000000000000000");
        await admin.RefusedAsync(PortalProblems.StepUpNeeded, HttpMethod.Post, "domains/dom_00000000000000000000000000/proof", new { by = "dns" });
        await admin.RefusedAsync(PortalProblems.StepUpNeeded, HttpMethod.Delete, $"identity-providers/{id}");
        await admin.RefusedAsync(
            PortalProblems.StepUpNeeded, HttpMethod.Put, $"identity-providers/{id}/events", new { issuer = "https://evil.example", audience = "a", enabled = true, delivery = "push" }, "\"0\"");
        await admin.RefusedAsync(PortalProblems.StepUpNeeded, HttpMethod.Delete, $"identity-providers/{id}/events");
        await admin.RefusedAsync(PortalProblems.StepUpNeeded, HttpMethod.Post, "tokens", new { name = "Evil", scopes = new[] { "manage" }, expiresInDays = 90 });
        await admin.RefusedAsync(PortalProblems.StepUpNeeded, HttpMethod.Post, "roles", new { name = "evil", description = "d", permissions = new[] { "read" } });
        await admin.RefusedAsync(PortalProblems.StepUpNeeded, HttpMethod.Put, "roles/rol_00000000000000000000000000", new { description = "d", permissions = new[] { "read" } }, "\"1\"");
        await admin.RefusedAsync(PortalProblems.StepUpNeeded, HttpMethod.Put, "members/usr_00000000000000000000000000/roles", new { roles = new[] { "owner" } }, "\"1\"");
        await admin.RefusedAsync(
            PortalProblems.StepUpNeeded, HttpMethod.Post, "members/invitations", new { email = "evil@evil.example", displayName = "Evil", roles = new[] { "admin" } });
        await admin.RefusedAsync(PortalProblems.StepUpNeeded, HttpMethod.Post, "directory/tokens", new { name = "Evil", expiresInDays = 90 });
        await admin.RefusedAsync(PortalProblems.StepUpNeeded, HttpMethod.Put, "directory/groups/dgr_00000000000000000000000000/roles", new { roles = new[] { "admin" } }, "\"1\"");

        await admin.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, "session/step-up", new { password = app.Demo.Admin.Password });
        await admin.ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, "directory/tokens", new { name = "Okta", expiresInDays = 90 });
    }
}
