using System.Net;
using SaaSGate.Contracts.Problems;
using SaaSGate.ControlPlane.Demo;
using SaaSGate.ControlPlane.Identity;
using SaaSGate.ControlPlane.Tests.Support;
using SaaSGate.Postgres.Exposure;
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
        var done = (await other.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, $"exposure/lists/{list}/confirm"))!;

        Assert.Equal(("done", 2, 3), ((string)done["state"]!, (int)done["exposed"]!, (int)done["values"]!));
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
        await app.RunAsync("update tenant.exposure_lists set expires_at = now() where id = $1", list);
        using var other = await ResponderAsync();
        await other.RefusedAsync(PortalProblems.ListEnded, HttpMethod.Post, $"exposure/lists/{list}/confirm");
        Assert.Equal("expired", (string?)(await admin.GetAsync($"exposure/lists/{list}"))!["state"]);
        Assert.Equal(1, await app.Service<ExposureListStore>().ExpireAsync(Cancellation));
        Assert.Null(await app.PeekAsync<byte[]>("select values_sealed from tenant.exposure_lists where id = $1", list));
    }

    [Fact]
    public async Task Takes_ten_thousand_values_and_not_one_more()
    {
        using var admin = await app.SignInAsync(app.Demo.Admin);
        var values = Enumerable.Range(0, 10_000).Select(i => $"customer{i}@breach.example").ToList();
        var list = await UploadAsync(admin, values);
        using var other = await ResponderAsync();
        Assert.Equal(0, (int)(await other.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, $"exposure/lists/{list}/confirm"))!["exposed"]!);
        await admin.RefusedAsync(PortalProblems.Invalidated, HttpMethod.Post, "exposure/lists", new { name = "more", type = "EMAIL", values = values.Append("x@y.example") });
    }

    private static async Task<string> UploadAsync(PortalBrowser browser, IEnumerable<string> values) =>
        (string)(await browser.ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, "exposure/lists", new { name = "breach of May", type = "EMAIL", values }))!["id"]!;

    private async Task<PortalBrowser> ResponderAsync()
    {
        var (_, person) = await app.Service<DemoPeople>().EnsureAsync(Scenes.Acme, "second@acme.example", "Sam Second", [Roles.Responder], Cancellation);
        return await app.SignInAsync(person);
    }
}
