using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Npgsql;
using SaaSGate.TestKit;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace SaaSGate.EndToEnd.Tests.Browser;

/// <summary>An organisation that has more of everything than the API gives at once.</summary>
public sealed class LongListTests(DemoStack stack) : IClassFixture<DemoStack>
{
    private const int Many = 210;

    private static CancellationToken Cancellation => Bounded.Cancellation;

    [Fact]
    public async Task What_stands_late_in_a_long_list_is_found_chosen_and_counted()
    {
        var skills = (await stack.Api.GetAsync("skills"))["items"]!.AsArray();
        var export = skills.Single(known => (string?)known!["name"] == "crm-export")!;
        var owner = (string)(await stack.Api.GetAsync("members"))["items"]!.AsArray().Single(known => (string?)known!["displayName"] == "Rosa Marin")!["id"]!;
        for (var number = 1; number <= Many; number++)
            await stack.Api.PostAsync("skills", new JsonObject
            {
                ["name"] = string.Create(CultureInfo.InvariantCulture, $"zeta-{number:D3}"),
                ["purpose"] = "One of many.",
                ["ownerUserId"] = owner,
                ["connectionId"] = (string)export["connection"]!["id"]!,
            });
        await AddMembersAsync(1, 450);
        await using var admin = await stack.SignInAsync("admin");
        var page = admin.Page;

        // 1. Skills are drawn step by step, and offered by name.
        await admin.OpenAsync("/skills");
        await Expect(page.GetByTestId("skill-row")).ToHaveCountAsync(200);
        await page.GetByTestId("show-more").ScrollIntoViewIfNeededAsync();
        await admin.LookAsync("skills-many");
        await page.GetByTestId("show-more").ClickAsync();
        await Expect(page.GetByTestId("skill-row").Last).ToContainTextAsync("zeta-210");
        await Expect(page.GetByTestId("show-more")).ToHaveCountAsync(0);
        await admin.OpenAsync("/locks");
        await page.GetByTestId("new-lock-button").ClickAsync();
        await page.GetByTestId("lock-target").ClickAsync();
        await Expect(page.GetByText(new Regex("^[0-9]+ more: write part of the name$"))).ToBeVisibleAsync();
        await page.GetByTestId("lock-target").FillAsync("zeta-210");
        await admin.ShotAsync("choose-of-many");
        await page.GetByRole(AriaRole.Option, new() { Name = "zeta-210" }).ClickAsync();
        await Expect(page.GetByTestId("lock-target")).ToHaveValueAsync("zeta-210");

        // 2. So are people.
        await admin.OpenAsync("/settings/members");
        await Expect(page.GetByTestId("member")).ToHaveCountAsync(200);
        await page.GetByLabel("Find people").FillAsync("Person 00449");
        await Expect(page.GetByTestId("member")).ToHaveCountAsync(1);

        // 3. What ends with somebody is counted before it can be done, and to the end.
        var counted = new TaskCompletionSource();
        await page.RouteAsync("**/api/v1/skills?*", async route =>
        {
            await counted.Task;
            await route.ContinueAsync();
        });
        await admin.OpenAsync("/settings/offboarding");
        await page.GetByTestId("offboard-person").ClickAsync();
        await page.GetByTestId("offboard-form").GetByLabel("Who has left").FillAsync("Rosa");
        await page.GetByRole(AriaRole.Option).Filter(new() { HasText = "Rosa Marin" }).ClickAsync();
        await Expect(page.GetByTestId("offboard-preview")).ToContainTextAsync("Counting");
        await Expect(page.GetByTestId("offboard-submit")).ToHaveAttributeAsync("aria-disabled", "true");
        counted.SetResult();
        await Expect(page.GetByTestId("offboard-preview")).ToContainTextAsync($"Ends {Many + skills.Count(known => (string?)known!["owner"]!["id"] == owner)} skills");
        await Expect(page.GetByTestId("offboard-submit")).ToHaveAttributeAsync("aria-disabled", "false");
        await admin.ShotAsync("offboard-many");

        // 4. Where even that is too little, the page says so.
        await AddMembersAsync(451, 10_300);
        await admin.OpenAsync("/settings/members");
        await Expect(page.GetByTestId("cut")).ToContainTextAsync("Only the first 10,000 are listed and can be chosen here: members");
        await admin.LookAsync("members-cut");
    }

    [Fact]
    public async Task Old_locks_and_incidents_are_reached_behind_the_new_ones()
    {
        for (var number = 1; number <= 101; number++)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"Number {number:D3}");
            await stack.Api.PostAsync("locks", new JsonObject { ["kind"] = "destination", ["targetId"] = string.Create(CultureInfo.InvariantCulture, $"host{number}.many.example"), ["reason"] = name });
            await stack.Api.PostAsync("incidents", new JsonObject { ["title"] = name, ["severity"] = "low", ["sessionIds"] = new JsonArray() });
        }

        await using var admin = await stack.SignInAsync("admin");
        var page = admin.Page;
        await admin.OpenAsync("/locks");
        await Expect(page.GetByTestId("lock")).ToHaveCountAsync(100);
        await page.GetByTestId("show-more").ScrollIntoViewIfNeededAsync();
        await admin.LookAsync("locks-many");
        await page.GetByTestId("show-more").ClickAsync();
        var oldest = page.GetByTestId("lock").Filter(new() { HasText = "Number 001" });
        await oldest.GetByTestId("lift-lock").ClickAsync();
        await Expect(oldest).ToHaveCountAsync(0);

        await admin.OpenAsync("/incidents");
        await Expect(page.GetByTestId("incident-row")).ToHaveCountAsync(100);
        await page.GetByTestId("show-more").ClickAsync();
        await Expect(page.GetByTestId("incident-row").Filter(new() { HasText = "Number 001" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task The_inbox_counts_all_that_waits_not_what_is_loaded()
    {
        using var leaving = new CancellationTokenSource();
        var held = stack.Skill("ticket-triage").SendAsync(SkillCaller.Body("Export all tickets of this century."), leaving.Token);
        await using var acme = await stack.SignInAsync("reviewer");
        var page = acme.Page;
        await acme.OpenAsync("/approvals");
        await Expect(page.GetByTestId("approval-row")).ToHaveCountAsync(1);
        await RunAsync(
            """
            insert into tenant.approvals select (jsonb_populate_record(a, jsonb_build_object(
                'id', left(a.id, 14) || lpad(i::text, 16, '0'), 'digest', '\\x' || encode(sha256(i::text::bytea), 'hex'), 'created_at', a.created_at - make_interval(secs => i)))).*
            from tenant.approvals a cross join generate_series(1, 149) i where a.state = 'pending'
            """);
        await acme.OpenAsync("/approvals");
        await Expect(page.GetByTestId("approval-row")).ToHaveCountAsync(100);
        await Expect(page.GetByTestId("tab-waiting")).ToHaveTextAsync("Waiting 150");
        await Expect(page.GetByTestId("waiting-count")).ToContainTextAsync("150");
        await page.GetByTestId("show-more").ClickAsync();
        await Expect(page.GetByTestId("approval-row")).ToHaveCountAsync(150);

        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<Exception>(async () => (await held).EnsureSuccessStatusCode());
    }

    private Task AddMembersAsync(int first, int last) => RunAsync(string.Create(
        CultureInfo.InvariantCulture,
        $$"""
        insert into tenant.members (organisation_id, user_id, display_name, email, roles)
        select o.organisation_id, 'usr_' || lpad(i::text, 26, '0'), 'Person ' || lpad(i::text, 5, '0'), 'person' || i || '@many.example', '{}'
        from tenant.organisations o cross join generate_series({{first}}, {{last}}) i where o.name = 'Acme'
        """));

    private async Task RunAsync(string sql)
    {
        await using var database = NpgsqlDataSource.Create(stack.Postgres);
        await using var command = database.CreateCommand(sql);
        Assert.NotEqual(0, await command.ExecuteNonQueryAsync(Cancellation));
    }
}
