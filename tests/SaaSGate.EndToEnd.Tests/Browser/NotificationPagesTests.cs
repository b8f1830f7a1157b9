using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using SaaSGate.TestKit;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace SaaSGate.EndToEnd.Tests.Browser;

/// <summary>Who is told, and how a browser is.</summary>
[Collection(OtherDemoCollection.Name)]
public sealed class NotificationPagesTests(DemoStack stack)
{
    private const string Export = "Export all customers of the CRM with name, e-mail, phone and card.";

    [Fact]
    public async Task A_channel_is_added_tested_and_its_log_tells_what_became_of_each_message()
    {
        await using var receiver = await HttpsReceiver.StartAsync(Bounded.Cancellation);
        await using var viewer = await stack.SignInAsync("admin");
        var page = viewer.Page;
        await viewer.OpenAsync("/settings/notifications");
        await viewer.LookAsync("notifications-empty");
        await page.GetByTestId("new-channel").ClickAsync();
        await Expect(page.GetByTestId("channel-form")).ToBeVisibleAsync();
        await viewer.ShotAsync("notifications-new-email");
        foreach (var kind in new[] { "Slack", "Microsoft Teams", "PagerDuty", "Webhook, signed" })
        {
            await viewer.ChooseAsync(page.GetByRole(AriaRole.Combobox, new() { Name = "Kind" }).Or(page.GetByLabel("Kind", new() { Exact = true })).First, kind);
            await viewer.ShotAsync($"notifications-new-{kind[..5].Trim().ToLowerInvariant()}");
        }

        await page.GetByLabel(new Regex("^Name")).FillAsync("On call");
        await page.GetByLabel("Address").FillAsync("http://not.safe.example");
        await page.GetByTestId("channel-submit").ClickAsync();
        await Expect(page.GetByTestId("channel-form")).ToContainTextAsync("16 characters are needed");
        await page.GetByLabel("Address").FillAsync(receiver.At("/hook").AbsoluteUri);
        await page.GetByLabel("Secret that signs").FillAsync("a-secret-of-the-receiver");
        await page.GetByLabel("Certificate authority").FillAsync(receiver.Authority);
        await page.GetByTestId("channel-submit").ClickAsync();
        var channel = page.GetByTestId("channel");
        await Expect(channel).ToContainTextAsync("On call");
        await page.GetByTestId("channel-test").ClickAsync();
        await Expect(page.GetByTestId("channel-tested")).ToContainTextAsync("taken");

        // What waits is sent, then refused, and sent when somebody asks.
        await page.GetByTestId("channel-log").ClickAsync();
        receiver.Answer = _ => (404, "Nobody is here");
        using var leaving = new CancellationTokenSource();
        var held = stack.Skill("crm-export").SendAsync(SkillCaller.Body(Export), leaving.Token);
        await Expect(page.Locator("[data-testid=message][data-state=failed]")).ToHaveCountAsync(1);
        await Expect(page.GetByTestId("message")).ToContainTextAsync("It answered 404: Nobody is here");
        await Expect(channel).ToContainTextAsync("failing");
        await viewer.LookAsync("notifications");
        receiver.Answer = _ => (200, "ok");
        await page.GetByTestId("message-retry").ClickAsync();
        await Expect(page.Locator("[data-testid=message][data-state=sent]")).ToHaveCountAsync(1);
        await Expect(channel).ToContainTextAsync("working");

        await page.GetByTestId("channel-edit").ClickAsync();
        await page.GetByLabel("Send a masked line of the prompt").CheckAsync(new() { Force = true });
        await page.GetByTestId("channel-submit").ClickAsync();
        await Expect(page.GetByTestId("channel-form")).ToHaveCountAsync(0);
        await page.GetByTestId("channel-pause").ClickAsync();
        await Expect(channel).ToContainTextAsync("paused");
        await page.GetByTestId("channel-remove").ClickAsync();
        await page.GetByTestId("channel-remove-confirm").ClickAsync();
        await Expect(channel).ToHaveCountAsync(0);
        await leaving.CancelAsync();
        await ((Task)held).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
    }

    [Fact]
    public async Task A_pushed_message_is_shown_and_closed_when_it_ended()
    {
        await using var viewer = await stack.SignInAsync("reviewer");
        var page = viewer.Page;
        await page.Context.GrantPermissionsAsync(["notifications"]);
        await viewer.OpenAsync("/settings/notifications");
        await page.GetByTestId("personal-sound").ClickAsync(new() { Force = true });
        await Expect(page.GetByTestId("personal-sound")).ToBeCheckedAsync();
        await viewer.LookAsync("notifications-own");

        var session = await page.Context.NewCDPSessionAsync(page);
        var registration = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        session.Event("ServiceWorker.workerRegistrationUpdated").OnEvent += (_, told) =>
        {
            if (told?.GetProperty("registrations") is { } all && all.EnumerateArray().FirstOrDefault() is { ValueKind: JsonValueKind.Object } one)
                registration.TrySetResult(one.GetProperty("registrationId").GetString()!);
        };
        await session.SendAsync("ServiceWorker.enable");
        await page.EvaluateAsync("navigator.serviceWorker.register('/push-worker.js').then(() => navigator.serviceWorker.ready).then(() => undefined)");
        var id = await registration.Task.WaitAsync(Bounded.Cancellation);
        await PushAsync(new { tag = "apr_1", title = "crm-export waits", body = "high", url = "/approvals/apr_1", ended = false });
        await ShownAsync("crm-export waits");
        await PushAsync(new { tag = "apr_1", title = "crm-export: denied", body = "high", url = "/approvals/apr_1", ended = true });
        await ShownAsync("");

        Task PushAsync(object message) => session.SendAsync("ServiceWorker.deliverPushMessage", new Dictionary<string, object>
        {
            ["origin"] = new Uri(page.Url).GetLeftPart(UriPartial.Authority),
            ["registrationId"] = id,
            ["data"] = JsonSerializer.Serialize(message),
        });

        Task ShownAsync(string titles) => page.WaitForFunctionAsync(
            "titles => navigator.serviceWorker.getRegistration('/push-worker.js').then(r => r.getNotifications({ tag: 'apr_1' })).then(all => all.map(n => n.title).join() === titles)",
            titles);
    }
}
