using System.Net;
using Microsoft.Extensions.Time.Testing;
using SaaSGate.Contracts.Ids;
using SaaSGate.Contracts.Problems;
using SaaSGate.ControlPlane.Tests.Evidence;
using SaaSGate.ControlPlane.Tests.Support;
using SaaSGate.Postgres.Audit;
using SaaSGate.Postgres.Evidence;
using SaaSGate.Postgres.Retention;
using Xunit;

namespace SaaSGate.ControlPlane.Tests.Retention;

public sealed class EvidenceWithdrawalTests(ControlPlaneFixture app) : IClassFixture<ControlPlaneFixture>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Evidence_that_waits_goes_with_what_is_in_it_and_is_not_finished_over_it()
    {
        var (now, recorder) = (TimeProvider.System.GetUtcNow(), new Recorder(app));
        var (kept, gone) = (recorder.NewSession(), recorder.NewSession());
        foreach (var session in new[] { kept, gone })
            await recorder.AddAsync(session, "Hello", "Good day");
        var hold = await app.Service<LegalHoldStore>().CreateAsync(
            Scenes.Acme, Id<RetentionHold>.New(TimeProvider.System), "session", kept, "A court asks", Actor.System, Cancel);
        using var admin = await app.SignInAsync(app.Demo.Admin);
        var (ofKept, ofBoth) = (await MadeAsync(admin, kept), await MadeAsync(admin, kept, gone));
        var report = await admin.GetAsync("retention/report");
        Assert.Equal(7, (int)report!["lines"]!.AsArray().Single(line => (string)line!["kind"]! == "evidence")!["days"]!);

        // One is being made while retention deletes: what was read before is in its chunks.
        var (store, late) = (app.Service<EvidenceStore>(), await app.AddEvidenceAsync());
        await store.BeginAsync(Scenes.Acme, late, Cancel);
        await store.AddChunkAsync(Scenes.Acme, late, 0, [1], Cancel);
        Assert.True(await Work(now.AddDays(31)).RunAsync(Scenes.Acme, TimeSpan.MaxValue, Cancel));
        Assert.Null(await store.FinishAsync(Scenes.Acme, late, 1, [1], [new(gone, 1)], Cancel));

        var withdrawn = await admin.GetAsync($"evidence/{ofBoth}");
        Assert.Equal(("failed", "Retention has deleted something that was in it. Ask for it again."), ((string)withdrawn!["state"]!, (string)withdrawn["reason"]!));
        await admin.RefusedAsync(PortalProblems.EvidenceNotReady, HttpMethod.Get, $"evidence/{ofBoth}/file");
        Assert.Equal(0, await app.PeekAsync<long>("select count(*) from tenant.evidence_chunks where evidence_id = $1", ofBoth));
        Assert.Equal(1, await app.PeekAsync<long>("select count(*) from tenant.audit_log where action = 'evidence.withdrawn' and target = $1", ofBoth));
        Assert.Equal("ready", (string)(await admin.GetAsync($"evidence/{ofKept}"))!["state"]!);
        await app.Service<LegalHoldStore>().LiftAsync(Scenes.Acme, hold!.Id, "The court is done", Actor.System, Cancel);
    }

    private static async Task<string> MadeAsync(PortalBrowser browser, params string[] sessions)
    {
        var id = (string)(await browser.ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, "evidence", new { sessions }))!["id"]!;
        Assert.Equal("ready", (string?)(await TakenEvidence.EndedAsync(browser, id))["state"]);
        return id;
    }

    private RetentionWork Work(DateTimeOffset at)
    {
        var clock = new FakeTimeProvider(at);
        return new(app.Database.Platform, new(app.Database.Tenants, clock), new(app.Database.Tenants, clock), clock);
    }
}
