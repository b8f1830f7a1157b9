using Microsoft.Extensions.Time.Testing;
using SaaSGate.Contracts.Evidence;
using SaaSGate.Contracts.Ids;
using SaaSGate.ControlPlane.Proof;
using SaaSGate.ControlPlane.Tests.Evidence;
using SaaSGate.ControlPlane.Tests.Support;
using SaaSGate.Postgres.Audit;
using SaaSGate.Postgres.Retention;
using Xunit;

namespace SaaSGate.ControlPlane.Tests.Retention;

/// <summary>What retention leaves of history verifies at each step, as an outsider does it, and says what went and why.</summary>
public sealed class RetentionEvidenceTests(ControlPlaneFixture app) : IClassFixture<ControlPlaneFixture>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_step_verifies_and_is_told_a_hold_keeps_and_what_goes_without_a_record_is_missed()
    {
        // 1. Two sessions alike, one of them held; each with an exchange that was open for a while.
        var (now, recorder) = (TimeProvider.System.GetUtcNow(), new Recorder(app));
        var (held, gone) = (recorder.NewSession(), recorder.NewSession());
        foreach (var session in new[] { held, gone })
        {
            await recorder.AddAsync(session, $"asked in {session}", $"answered in {session}", finds: true);
            await recorder.AddAsync(session, $"asked again in {session}", "And again.", cut: true);
        }

        await app.Service<CheckpointMaker>().MakeAllAsync(Cancel);
        var hold = await app.Service<LegalHoldStore>().CreateAsync(
            Scenes.Acme, Id<RetentionHold>.New(TimeProvider.System), "session", held, "A court asks", Actor.System, Cancel);
        Assert.NotNull(hold);
        using var admin = await app.SignInAsync(app.Demo.Admin);
        var whole = await TakenEvidence.VerifyAsync(app, await TakenEvidence.TakeAsync(admin, new { from = now }));
        Assert.Empty(whole.Problems);
        Assert.Empty(whole.Deletions);

        // 2. Bodies, findings and metadata go, each when its time has come; what is held stays.
        List<string> told = [];
        foreach (var (days, what, note) in new[]
        {
            (31, "bodies of records 1 to 3", "Bodies are kept for 30 days."),
            (91, "findings of records 1", "Findings are kept for 90 days."),
            (366, "records 1 to 5", "Metadata are kept for 365 days."),
        })
        {
            Assert.True(await Work(now.AddDays(days)).RunAsync(Scenes.Acme, TimeSpan.MaxValue, Cancel));
            var zip = await TakenEvidence.TakeAsync(admin, new { from = now });
            var verdict = await TakenEvidence.VerifyAsync(app, zip);
            Assert.Empty(verdict.Problems);
            Assert.Equal(2, verdict.Sessions);
            Assert.All(verdict.Deletions, deletion => Assert.Equal((gone, "retention"), (deletion.SessionId, deletion.Reason)));
            told.Add($"{verdict.Deletions[^1].What}: {verdict.Deletions[^1].Note}");
            var report = await TakenEvidence.TextAsync(zip, EvidenceFiles.Report);
            Assert.Contains($"asked in {held}", report, StringComparison.Ordinal);
            Assert.DoesNotContain($"asked in {gone}", report, StringComparison.Ordinal);
            Assert.Contains(verdict.Deletions[^1].Note!, report, StringComparison.Ordinal);
            Assert.StartsWith(what, verdict.Deletions[^1].What, StringComparison.Ordinal);
            Assert.Equal(note, verdict.Deletions[^1].Note);
        }

        // 3. Once lifted, it goes the same way.
        await app.Service<LegalHoldStore>().LiftAsync(Scenes.Acme, hold.Id, "The court is done", Actor.System, Cancel);
        Assert.True(await Work(now.AddDays(366)).RunAsync(Scenes.Acme, TimeSpan.MaxValue, Cancel));
        var lifted = await TakenEvidence.VerifyAsync(app, await TakenEvidence.TakeAsync(admin, new { from = now }));
        Assert.Empty(lifted.Problems);
        Assert.Equal(new[] { held, gone }.Order(), lifted.Deletions.Select(deletion => deletion.SessionId).Distinct().Order());

        // 4. The record that retention left is no licence to remove the session itself.
        await app.RunAsync("delete from tenant.session_records where session_id = $1", gone);
        await app.RunAsync("delete from tenant.sessions where id = $1", gone);
        var robbed = await TakenEvidence.VerifyAsync(app, await TakenEvidence.TakeAsync(admin, new { from = now }));
        Assert.Equal(("missing", $"{gone}/1"), (robbed.Problems[0].Kind, robbed.Problems[0].Where));
        Assert.True(robbed.Deletions.All(deletion => deletion.SessionId == held));
        TestContext.Current.TestOutputHelper!.WriteLine(string.Join("; ", told));
    }

    private RetentionWork Work(DateTimeOffset at)
    {
        var clock = new FakeTimeProvider(at);
        return new(app.Database.Platform, new(app.Database.Tenants, clock), new(app.Database.Tenants, clock), clock);
    }
}
