using System.Net;
using SaaSGate.Contracts.Problems;
using SaaSGate.ControlPlane.Tests.Federation.Saml;
using SaaSGate.ControlPlane.Tests.Scim;
using SaaSGate.ControlPlane.Tests.Support;
using Xunit;

namespace SaaSGate.ControlPlane.Tests.Federation;

/// <summary>Who a member is whose address a directory and an identity provider name: only whoever somebody else than their inviter vouches for.</summary>
public sealed class VouchedAddressTests(ControlPlaneFixture app) : IClassFixture<ControlPlaneFixture>, IAsyncLifetime
{
    private const string Domain = "handmade.example";

    private readonly SamlIssuer _issuer = new();
    private PortalBrowser _admin = null!;
    private string _id = "";

    public async ValueTask InitializeAsync()
    {
        await app.OpenToProvidersAsync();
        _admin = await app.SignInAsync(app.Demo.Admin);
        var body = SamlScenes.ProviderBody(SamlIssuer.EntityId, "https://idp.handmade.example/sso", _issuer.Pem);
        body["trustsAddresses"] = true;
        _id = await _admin.AddProviderAsync(body);
    }

    public ValueTask DisposeAsync()
    {
        _admin.Dispose();
        _issuer.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Who_joined_by_a_link_that_was_seen_is_not_whom_directory_and_provider_mean()
    {
        await app.ProvenDomainAsync(Domain);
        const string Email = "cfo@handmade.example";
        var link = new Uri((string)(await _admin.ExpectAsync(
            HttpStatusCode.Created, HttpMethod.Post, "members/invitations", new { email = Email, displayName = "Cleo Finance", roles = new[] { "reviewer" } }))!["link"]!);
        using var mallory = app.Browser();
        await mallory.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, "session/invitation/accept", new { token = link.Fragment[1..], password = "long enough by far" });
        var joined = await MemberAsync(Email);
        Assert.False(await VerifiedAsync(joined));

        using var directory = new ScimClient(app);
        Assert.Equal("/sign-in?refused=not_shown", await SignInAsync("cfo", Email));
        await RefusedAsync(directory, Email);
        Assert.Equal(0, await app.PeekAsync<long>("select count(*) from tenant.linked_identities where user_id = $1", joined));

        // Nor does whom the provider alone makes anew, once it has ended.
        const string Other = "ceo@handmade.example";
        var other = new Uri((string)(await _admin.ExpectAsync(
            HttpStatusCode.Created, HttpMethod.Post, "members/invitations", new { email = Other, displayName = "Cecil Chief", roles = new[] { "reviewer" } }))!["link"]!);
        using var planted = app.Browser();
        await planted.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, "session/invitation/accept", new { token = other.Fragment[1..], password = "long enough by far" });
        await _admin.ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, "offboardings", new { person = Other });
        Assert.Equal("/", await SignInAsync("ceo", Other));
        Assert.Equal(2, await app.PeekAsync<long>("select count(*) from tenant.members where email = $1", Other));

        // Once that membership has ended, the directory brings the person, and the provider means the one who is here.
        var left = (await _admin.ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, "offboardings", new { person = Email }))!;
        var person = await directory.PersonAsync(Email);
        Assert.NotEqual(joined, person);
        Assert.Equal("/sign-in?refused=no_role", await SignInAsync("cfo", Email));
        Assert.Equal(person, await LinkedAsync("cfo"));
        await _admin.RefusedAsync(PortalProblems.Invalidated, HttpMethod.Post, $"offboardings/{left["id"]}/return");
    }

    [Fact]
    public async Task Whom_the_provider_made_before_the_domain_was_proven_is_the_directorys_person_after_its_word()
    {
        const string Email = "early@handmade.example";
        Assert.Equal("/", await SignInAsync("early", Email));
        var member = await MemberAsync(Email);
        await app.ProvenDomainAsync(Domain);
        using var directory = new ScimClient(app);
        await RefusedAsync(directory, Email);
        Assert.Equal("/", await SignInAsync("early", Email));
        Assert.True(await VerifiedAsync(member));
        Assert.Equal(member, await directory.PersonAsync(Email));

        // Their leaving ends whoever signs in.
        await directory.PatchAsync($"Users/{member}", """[{"op":"replace","path":"active","value":false}]""");
        Assert.Equal("/sign-in?refused=left", await SignInAsync("early", Email));
    }

    [Fact]
    public async Task Who_is_made_anew_by_the_directory_under_a_name_that_is_no_address_goes_before_who_was()
    {
        await app.ProvenDomainAsync(Domain);
        const string Body = """{"userName":"ida","emails":[{"value":"ida@handmade.example","primary":true}]}""";
        using var directory = new ScimClient(app);
        var before = (string)(await directory.CreateAsync("Users", Body))["id"]!;
        Assert.Equal("/sign-in?refused=no_role", await SignInAsync("ida", "ida@handmade.example"));
        Assert.Equal(before, await LinkedAsync("ida"));
        await directory.ExpectAsync(HttpStatusCode.NoContent, HttpMethod.Delete, $"Users/{before}");
        Assert.Equal("/sign-in?refused=left", await SignInAsync("ida", "ida@handmade.example"));

        var after = (string)(await directory.CreateAsync("Users", Body))["id"]!;
        Assert.NotEqual(before, after);

        // Whom somebody else offboarded is not signed in for having been made anew.
        await app.RunAsync("update tenant.offboardings set causes = causes || '[{\"kind\":\"person\"}]' where user_id = $1", before);
        Assert.Equal("/sign-in?refused=left", await SignInAsync("ida", "ida@handmade.example"));
        await app.RunAsync("update tenant.offboardings set causes = causes - -1 where user_id = $1", before);
        Assert.Equal("/sign-in?refused=no_role", await SignInAsync("ida", "ida@handmade.example"));
        Assert.Equal(after, await LinkedAsync("ida"));
        Assert.Equal("/sign-in?refused=address_taken", await SignInAsync("ida-too", "ida@handmade.example"));
        var left = (await _admin.ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, "offboardings", new { person = "ida@handmade.example" }))!;
        Assert.Equal(after, (string?)left["person"]!["id"]);
    }

    private async Task<string> SignInAsync(string subject, string email)
    {
        using var browser = app.Browser();
        return await app.SamlAsync(browser, _id, script => _issuer.Answer(script with { NameId = subject, Email = email }));
    }

    /// <summary>The directory is told what to do, and nobody comes.</summary>
    private async Task RefusedAsync(ScimClient directory, string email)
    {
        var refused = (await directory.ExpectAsync(HttpStatusCode.Conflict, HttpMethod.Post, "Users", $$"""{"userName":"{{email}}"}"""))!;
        Assert.Equal("uniqueness", (string?)refused["scimType"]);
        Assert.Contains("Offboarding", (string)refused["detail"]!, StringComparison.Ordinal);
        Assert.Equal(1, await app.PeekAsync<long>("select count(*) from tenant.members where email = $1", email));
    }

    private async Task<string> MemberAsync(string email) => (await app.PeekAsync<string>("select user_id from tenant.members where email = $1", email))!;

    private Task<bool> VerifiedAsync(string user) => app.PeekAsync<bool>("select email_verified from tenant.members where user_id = $1", user);

    private Task<string?> LinkedAsync(string subject) => app.PeekAsync<string>("select user_id from tenant.linked_identities where provider_id = $1 and subject = $2", _id, subject);
}
