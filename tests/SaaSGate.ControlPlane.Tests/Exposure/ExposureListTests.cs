using System.Net;
using System.Text.Json.Nodes;
using SaaSGate.Contracts.Ids;
using SaaSGate.Contracts.Problems;
using SaaSGate.ControlPlane.Demo;
using SaaSGate.ControlPlane.Exposure;
using SaaSGate.ControlPlane.Identity;
using SaaSGate.ControlPlane.Tests.Support;
using SaaSGate.Postgres.Exposure;
using SaaSGate.TestKit;
using Xunit;

namespace SaaSGate.ControlPlane.Tests.Exposure;

public sealed class ExposureListTests(ControlPlaneFixture app) : IClassFixture<ControlPlaneFixture>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Runs_when_a_second_person_confirms_and_names_values_by_their_place()
    {
        var (first, exchange) = await app.SeeAsync("EMAIL", "one@breach.example");
        await app.SeeAsync(exchange, "EMAIL", "three@breach.example");
        var (second, _) = await app.SeeAsync("EMAIL", "three@breach.example");
        using var admin = await app.SignInAsync(app.Demo.Admin);
        var list = await UploadAsync(admin, ["one@breach.example", "two@breach.example", "THREE@breach.example"]);
        Assert.Equal(0L, await app.PeekAsync<long>("select count(*) from tenant.exposure_lists l where l::text like '%breach.example%' or position('breach.example'::bytea in l.values_sealed) > 0"));
        await admin.RefusedAsync(PortalProblems.SecondPersonNeeded, HttpMethod.Post, $"exposure/lists/{list}/confirm");
        using var token = app.Program(app.Demo.ApiToken);
        await token.RefusedAsync(PortalProblems.SecondPersonNeeded, HttpMethod.Post, $"exposure/lists/{list}/confirm");

        using var other = await ResponderAsync();
        await other.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, $"exposure/lists/{list}/confirm");
        var done = await DoneAsync(admin, list);

        Assert.Equal((2, 3, 3, "Sam Second"), ((int)done["exposed"]!, (int)done["values"]!, (int)done["looked"]!, (string)done["decidedByName"]!));
        Assert.Null(await app.PeekAsync<byte[]>("select values_sealed from tenant.exposure_lists where id = $1", list));
        var hits = (await admin.GetAsync($"exposure/lists/{list}/hits"))!["items"]!.AsArray();
        Assert.Equal(
            ((string[])[$"1 {first}", $"3 {first}", $"3 {second}"]).Order(), hits.Select(hit => $"{hit!["position"]} {hit["sessionId"]}").Order());
        await other.RefusedAsync(PortalProblems.ListEnded, HttpMethod.Post, $"exposure/lists/{list}/confirm");
        using var report = await admin.SendAsync(HttpMethod.Get, $"exposure/lists/{list}/report");
        var lines = (await report.Content.ReadAsStringAsync(Cancellation)).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("text/csv", report.Content.Headers.ContentType?.MediaType);
        Assert.Equal(4, lines.Length);
        Assert.StartsWith($"1,{first},", lines[1], StringComparison.Ordinal);
        Assert.DoesNotContain("breach.example", string.Concat(lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lets_values_go_that_nobody_confirmed_in_a_day()
    {
        using var admin = await app.SignInAsync(app.Demo.Admin);
        var list = await UploadAsync(admin, ["late@breach.example"]);
        Assert.NotNull(await app.PeekAsync<byte[]>("select values_sealed from tenant.exposure_lists where id = $1", list));
        await app.RunAsync("update tenant.exposure_lists set expires_at = now() where id = $1", list);
        using var other = await ResponderAsync();
        await other.RefusedAsync(PortalProblems.ListEnded, HttpMethod.Post, $"exposure/lists/{list}/confirm");
        Assert.Equal("expired", (string?)(await admin.GetAsync($"exposure/lists/{list}"))!["state"]);
        await app.Service<ExposureListStore>().ExpireAsync(Cancellation);
        Assert.Equal("expired", await app.PeekAsync<string>("select state from tenant.exposure_lists where id = $1", list));
        Assert.Null(await app.PeekAsync<byte[]>("select values_sealed from tenant.exposure_lists where id = $1", list));
    }

    [Fact]
    public async Task Takes_ten_thousand_values_and_not_one_more()
    {
        using var admin = await app.SignInAsync(app.Demo.Admin);
        var values = Enumerable.Range(0, 10_000).Select(i => $"customer{i}@breach.example").ToList();
        var list = await UploadAsync(admin, values);
        using var other = await ResponderAsync();
        Assert.Equal("running", (string?)(await other.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, $"exposure/lists/{list}/confirm"))!["state"]);
        var done = await DoneAsync(admin, list);
        Assert.Equal((0, 10_000), ((int)done["exposed"]!, (int)done["looked"]!));
        await admin.RefusedAsync(PortalProblems.Invalidated, HttpMethod.Post, "exposure/lists", new { name = "more", type = "EMAIL", values = values.Append("x@y.example") });
    }

    [Fact]
    public async Task Goes_on_where_it_was_after_a_restart_and_counts_nothing_twice()
    {
        var (session, _) = await app.SeeAsync("EMAIL", "customer3@restart.example");
        var (later, _) = await app.SeeAsync("EMAIL", "customer707@restart.example");
        using var admin = await app.SignInAsync(app.Demo.Admin);
        var list = Id<ExposureList>.Parse(await UploadAsync(admin, Enumerable.Range(1, 1200).Select(i => $"customer{i}@restart.example")));
        var lists = app.Service<ExposureListStore>();
        await lists.ConfirmAsync(Scenes.Acme, list, new("usr_x", "Somebody"), Cancellation);

        // A process that died when it had looked the first ones up: nothing of them is left to do, nor in the list's row.
        var fingerprint = (await app.Service<ValueFingerprints>().ForAsync(Scenes.Acme, "EMAIL", Cancellation))!;
        var first = await lists.StepAsync(
            Scenes.Acme, list, (_, after) => [.. Enumerable.Range(after + 1, 500).SelectMany(i => fingerprint($"customer{i}@restart.example").Select(print => new ListedFingerprint(i, print)))],
            Cancellation);
        Assert.Equal((500, true), (first!.Looked, first.Event is null));
        Assert.Equal(("running", 500), await StateAsync());
        await app.Service<ExposureListWork>().RunAsync(Scenes.Acme, list, Cancellation);
        Assert.Equal(("done", 1200), await StateAsync());
        var hits = (await admin.GetAsync($"exposure/lists/{list}/hits"))!["items"]!.AsArray();
        Assert.Equal([$"3 {session} 1", $"707 {later} 1"], hits.Select(hit => $"{hit!["position"]} {hit["sessionId"]} {hit["findings"]}"));
        await app.Service<ExposureListWork>().RunAsync(Scenes.Acme, list, Cancellation); // reminded once more: nothing
        Assert.Equal(("done", 1200), await StateAsync());

        async Task<(string?, int)> StateAsync()
        {
            var now = (await admin.GetAsync($"exposure/lists/{list}"))!;
            return ((string?)now["state"], (int)now["looked"]!);
        }
    }

    private static async Task<JsonNode> DoneAsync(PortalBrowser browser, string list)
    {
        var patience = Bounded.Cancellation;
        using var looks = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (true)
        {
            var state = (await browser.GetAsync($"exposure/lists/{list}"))!;
            if ((string?)state["state"] == "done")
                return state;
            await looks.WaitForNextTickAsync(patience);
        }
    }

    private static async Task<string> UploadAsync(PortalBrowser browser, IEnumerable<string> values) =>
        (string)(await browser.ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, "exposure/lists", new { name = "breach of May", type = "EMAIL", values }))!["id"]!;

    private async Task<PortalBrowser> ResponderAsync()
    {
        var (_, person) = await app.Service<DemoPeople>().EnsureAsync(Scenes.Acme, "second@acme.example", "Sam Second", [Roles.Responder], Cancellation);
        return await app.SignInAsync(person);
    }
}
