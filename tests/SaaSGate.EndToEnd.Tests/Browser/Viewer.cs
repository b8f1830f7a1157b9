using System.Collections.Concurrent;
using Microsoft.Playwright;
using SaaSGate.TestKit;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace SaaSGate.EndToEnd.Tests.Browser;

/// <summary>A person at the portal, in a browser of their own.</summary>
internal sealed class Viewer : IAsyncDisposable
{
    private readonly IBrowser _browser;
    private readonly string _name;
    private readonly ConcurrentQueue<IWebSocketRoute> _hubs = new();

    private Viewer(IBrowser browser, IPage page, string name) => (_browser, Page, _name) = (browser, page, name);

    public IPage Page { get; }

    /// <summary>Whether the page says that it is connected: then what happens appears without being asked for.</summary>
    public ILocator Live => Page.Locator("[data-testid=live-dot][data-state=live]");

    /// <summary>Somebody who is not signed in.</summary>
    public static async Task<Viewer> StartAsync(IBrowser browser, BrowserNewContextOptions screen, string name)
    {
        var context = await browser.NewContextAsync(screen);
        context.SetDefaultTimeout(DemoStack.Patience);
        return new(browser, await context.NewPageAsync(), name);
    }

    public static async Task<Viewer> SignInAsync(IBrowser browser, BrowserNewContextOptions screen, string name, SignIn signIn)
    {
        var viewer = await StartAsync(browser, screen, name);
        var page = viewer.Page;
        await page.GotoAsync("/");
        await viewer.ShotAsync("sign-in");
        await page.GetByTestId("sign-in-email").FillAsync(signIn.Email);
        await page.GetByTestId("sign-in-password").FillAsync(signIn.Password);
        await page.GetByTestId("sign-in-submit").ClickAsync();
        await Expect(page.GetByTestId("home")).ToBeVisibleAsync();
        await Expect(viewer.Live).ToBeVisibleAsync();
        return viewer;
    }

    /// <summary>Goes to a page as a link does and waits until it is connected.</summary>
    public async Task OpenAsync(string path)
    {
        await Page.GotoAsync(path);
        await Expect(Live).ToBeVisibleAsync();
    }

    /// <summary>
    /// Opens a list and takes one of its choices, when all of the page is there: what comes above the field later pushes it out of sight,
    /// and a list whose field is out of sight hides.
    /// </summary>
    public async Task ChooseAsync(ILocator field, string choice)
    {
        await Expect(Page.Locator("[aria-busy=true]")).ToHaveCountAsync(0);
        await field.ClickAsync();
        await Page.GetByRole(AriaRole.Option, new() { Name = choice }).ClickAsync();
    }

    /// <summary>Shows once more who this is, where the page asks for it.</summary>
    public async Task StepUpAsync(string password)
    {
        var field = Page.GetByTestId("step-up").GetByLabel("Your password");
        await field.FillAsync(password);
        await field.PressAsync("Enter");
    }

    /// <summary>Invites somebody from the page of members, which is open.</summary>
    /// <returns>The link.</returns>
    public async Task<string> InviteAsync(string email, string name, string role, string? shot = null)
    {
        await Page.GetByTestId("invite-member").ClickAsync();
        var form = Page.GetByTestId("invite-form");
        await form.GetByLabel("E-mail address").FillAsync(email);
        await form.GetByLabel("Name").FillAsync(name);
        await form.GetByTestId($"invite-role-{role}").CheckAsync();
        if (shot is not null)
            await ShotAsync(shot);
        await form.GetByTestId("invite-submit").ClickAsync();
        var link = Page.GetByTestId("invited-link");
        await Expect(link).ToContainTextAsync("/invitation#sgi_");
        return await link.InnerTextAsync();
    }

    /// <summary>Another tab of the same person, connected.</summary>
    public async Task<IPage> AnotherAsync(string path)
    {
        var page = await Page.Context.NewPageAsync();
        await page.GotoAsync(path);
        await Expect(page.Locator("[data-testid=live-dot][data-state=live]")).ToBeVisibleAsync();
        return page;
    }

    /// <summary>
    /// From now on connections to the hub go through this test, so that <see cref="CutAsync"/> finds them: they outlive what a
    /// browser calls offline.
    /// </summary>
    public Task HoldConnectionsAsync() => Page.Context.RouteWebSocketAsync("**/hubs/portal**", browser =>
    {
        _hubs.Enqueue(browser);
        browser.ConnectToServer();
    });

    /// <summary>Cuts every connection of this person and lets nothing through.</summary>
    public async Task CutAsync()
    {
        await Page.Context.SetOfflineAsync(true);
        Assert.NotEmpty(_hubs);
        while (_hubs.TryDequeue(out var hub))
            await hub.CloseAsync();
    }

    /// <summary>Lets everything through again.</summary>
    public Task MendAsync() => Page.Context.SetOfflineAsync(false);

    public ILocator ById(string testId, string id) => Page.Locator($"[data-testid={testId}][data-id='{id}']");

    /// <summary>Keeps what the person sees, as <c>artifacts/screenshots/NAME-WHAT.png</c>.</summary>
    public Task ShotAsync(string what, IPage? page = null) => (page ?? Page).ScreenshotAsync(new() { Path = RepositoryFolder.In("artifacts", "screenshots", $"{_name}-{what}.png"), Animations = ScreenshotAnimations.Disabled });

    /// <summary>Has the system prefer light or dark, and sees that the page follows.</summary>
    public async Task UseAsync(ColorScheme scheme)
    {
        await Page.EmulateMediaAsync(new() { ColorScheme = scheme });
        await Expect(Page.Locator($"html[data-mantine-color-scheme={scheme.ToString().ToLowerInvariant()}]")).ToBeVisibleAsync();
    }

    /// <summary>Keeps a page in both themes, on a wide screen and on a narrow one: nothing is wider than its window.</summary>
    public async Task LookAsync(string what)
    {
        foreach (var width in new[] { 1440, 900 })
        {
            await Page.SetViewportSizeAsync(width, 900);
            foreach (var scheme in new[] { ColorScheme.Dark, ColorScheme.Light })
            {
                await UseAsync(scheme);
                await ShotAsync($"{what}-{scheme.ToString().ToLowerInvariant()}-{width}");
            }
            Assert.True(await Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= document.documentElement.clientWidth + 1"), $"{what} is wider than {width}.");
        }

        await Page.SetViewportSizeAsync(1440, 900);
    }

    public async ValueTask DisposeAsync() => await _browser.CloseAsync();
}
