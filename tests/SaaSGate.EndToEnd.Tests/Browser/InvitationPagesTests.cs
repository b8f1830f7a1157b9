using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace SaaSGate.EndToEnd.Tests.Browser;

/// <summary>Somebody is invited, opens the link in a browser that knows nothing yet, and is a member.</summary>
[Collection(DemoCollection.Name)]
public sealed class InvitationPagesTests(DemoStack stack)
{
    private const string Password = "long enough by far";

    [Fact]
    public async Task Somebody_is_invited_sets_a_password_and_is_among_the_members()
    {
        await using var owner = await stack.SignInAsync("admin");
        var page = owner.Page;

        // 1. Two are invited; one of them is not meant after all.
        await owner.OpenAsync("/settings/members");
        var link = await owner.InviteAsync("ina.keller@contractor.example", "Ina Keller", "auditor", "invite-form");
        await page.GetByTestId("invited").GetByRole(AriaRole.Button, new() { Name = "Done" }).ClickAsync();
        var lost = await owner.InviteAsync("otto.lang@contractor.example", "Otto Lang", "reviewer");
        var waiting = page.GetByTestId("invitation");
        await Expect(waiting).ToHaveCountAsync(2);
        await owner.LookAsync("invitations");
        var otto = waiting.Filter(new() { HasText = "Otto Lang" });
        await Expect(page.GetByTestId("invitation-over")).ToHaveCountAsync(0);

        // What opens nothing says why, and what to do; so does what has run out.
        await stack.RunAsync("update tenant.member_invitations set created_by = 'usr_gone' where display_name = 'Otto Lang'");
        await page.ReloadAsync();
        await Expect(otto.GetByTestId("invitation-over")).ToContainTextAsync("Who invited may not give these roles any more");
        await owner.LookAsync("invitations-over");
        await stack.RunAsync("update tenant.member_invitations set created_by = i.created_by, expires_at = now() from tenant.member_invitations i where member_invitations.display_name = 'Otto Lang' and i.display_name = 'Ina Keller'");
        await page.ReloadAsync();
        await Expect(otto.GetByTestId("invitation-over")).ToContainTextAsync("expired: invite again");
        await otto.GetByTestId("withdraw-invitation").ClickAsync();
        await otto.GetByTestId("withdraw-invitation-confirm").ClickAsync();
        await Expect(waiting).ToHaveCountAsync(1);
        await Expect(page.GetByTestId("invited")).ToHaveCountAsync(0);

        // 2. A link that was withdrawn says so, and nothing else.
        await using var guest = await stack.VisitAsync("guest");
        await guest.Page.GotoAsync(lost);
        await Expect(guest.Page.GetByTestId("invitation-refused")).ToContainTextAsync("This invitation is over");
        await Expect(guest.Page.GetByText("Acme")).ToHaveCountAsync(0);
        await guest.ShotAsync("invitation-over");

        // 3. The other one says who invites whom, takes a password that is long enough, and lets in. The token leaves the browser in no address.
        var asked = new List<string>();
        guest.Page.Request += (_, request) => asked.Add(request.Url);
        await guest.Page.GotoAsync("about:blank");
        await guest.Page.GotoAsync(link);
        var form = guest.Page.GetByTestId("invitation-form");
        await Expect(form).ToContainTextAsync("Join Acme");
        await Expect(form).ToContainTextAsync("Ada Lindqvist invites you as Ina Keller");
        await Expect(form.GetByTestId("invitation-email")).ToHaveValueAsync("ina.keller@contractor.example");
        await form.GetByTestId("invitation-password").FillAsync(Password);
        await form.GetByTestId("invitation-again").FillAsync("another one");
        await Expect(form).ToContainTextAsync("This is another one.");
        await guest.LookAsync("invitation");
        await form.GetByTestId("invitation-again").FillAsync(Password);
        await form.GetByTestId("invitation-submit").ClickAsync();
        await Expect(guest.Page.GetByTestId("home")).ToBeVisibleAsync();
        await Expect(guest.Live).ToBeVisibleAsync();
        Assert.NotEmpty(asked);
        Assert.DoesNotContain(asked, address => address.Split('#')[0].Contains("sgi_", StringComparison.Ordinal));

        // 4. The owner's page shows the new member by itself, and nobody who waits.
        await Expect(page.GetByTestId("member").Filter(new() { HasText = "Ina Keller" })).ToContainTextAsync("auditor");
        await Expect(waiting).ToHaveCountAsync(0);
        await owner.ShotAsync("members-joined");

        // 5. A passkey and an authenticator are theirs to add.
        await guest.OpenAsync("/settings/sign-ins");
        await Expect(guest.Page.GetByTestId("begin-authenticator")).ToBeVisibleAsync();
        await guest.ShotAsync("sign-ins");
    }
}
