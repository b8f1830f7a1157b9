using System.Net;
using SaaSGate.Contracts.Evidence;
using SaaSGate.Contracts.Ids;
using SaaSGate.Contracts.Problems;
using SaaSGate.ControlPlane.Evidence;
using SaaSGate.ControlPlane.Proof;
using SaaSGate.ControlPlane.Tests.Support;
using SaaSGate.Postgres.Evidence;
using SaaSGate.Postgres.Proof;
using Xunit;

namespace SaaSGate.ControlPlane.Tests.Evidence;

public sealed class EvidenceTests(ControlPlaneFixture app) : IClassFixture<ControlPlaneFixture>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Evidence_of_a_session_is_made_verifies_and_can_be_read()
    {
        var recorder = new Recorder(app);
        var session = recorder.NewSession();
        await recorder.AddAsync(session, "Who is <b>[EMAIL_7KQ2]</b>?", "A customer.", finds: true);
        await recorder.AddAsync(session, "And now?", "Nothing.", cut: true);
        await recorder.AddAsync(session, "Still there?", null);
        using var admin = await app.SignInAsync(app.Demo.Admin);

        var zip = await TakenEvidence.TakeAsync(admin, new { sessions = new[] { session } });
        var verdict = await TakenEvidence.VerifyAsync(app, zip);
        Assert.Empty(verdict.Problems);
        Assert.Equal((1, 4L), (verdict.Sessions, verdict.Records)); // ended, opened, ended, opened

        var report = await TakenEvidence.TextAsync(zip, EvidenceFiles.Report);
        Assert.Contains("Who is &lt;b&gt;[EMAIL_7KQ2]&lt;/b&gt;?", report, StringComparison.Ordinal);
        Assert.Contains("A customer.", report, StringComparison.Ordinal);
        Assert.Contains("open at the last checkpoint", report, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", report, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("saasgate verify", await TakenEvidence.TextAsync(zip, EvidenceFiles.Readme), StringComparison.Ordinal);
        foreach (var action in new[] { "evidence.requested", "evidence.made", "evidence.downloaded" })
            Assert.NotEqual(0, await app.PeekAsync<long>("select count(*) from tenant.audit_log where organisation_id = $1 and action = $2", Scenes.Acme.Value, action));
    }

    [Fact]
    public async Task Evidence_that_says_a_later_time_verifies_when_its_key_is_retired()
    {
        var recorder = new Recorder(app);
        var from = TimeProvider.System.GetUtcNow();
        await recorder.AddAsync(recorder.NewSession(), "Hello", "Good day");
        using var admin = await app.SignInAsync(app.Demo.Admin);
        var zip = await TakenEvidence.TakeAsync(admin, new { from, to = from.AddHours(1) });
        await app.Service<SigningKeys>().RotateAsync(Cancel);
        Assert.Empty((await TakenEvidence.VerifyAsync(app, zip)).Problems);
        Assert.Empty((await TakenEvidence.VerifyAsync(app, await TakenEvidence.TakeAsync(admin, new { from }))).Problems);
    }

    [Fact]
    public async Task Evidence_whose_key_is_retired_while_it_is_made_is_made_anew()
    {
        var recorder = new Recorder(app);
        var session = recorder.NewSession();
        await recorder.AddAsync(session, "Hello", "Good day");
        var id = await app.AddEvidenceAsync();
        await app.RunAsync(
            "update tenant.evidence set scope = $2::jsonb where id = $1", id.Value, $$"""{"kind":"sessions","sessions":["{{session}}"],"skill":null,"from":null,"to":null}""");
        using var first = await app.Service<SigningKeys>().CurrentAsync(Cancel);

        // Whoever retires it has a clock that is behind: it ceases with its last checkpoint.
        await app.RunAsync(
            $"""
            create function tenant.retires() returns trigger language plpgsql security definer as $$
            begin
                update platform.signing_keys k set retired_at = greatest(k.created_at, (select max(c.at) from tenant.checkpoints c where c.key_id = k.id)), private_key_sealed = null
                where k.id = '{first.KeyId}' and k.retired_at is null;
                return null;
            end $$
            """);
        await app.RunAsync("create trigger retires after update of done on tenant.evidence for each row when (new.total is not null) execute function tenant.retires()");
        try
        {
            await app.Service<EvidenceWork>().RunAsync(Scenes.Acme, id, Cancel);
        }
        finally
        {
            await app.RunAsync("drop function tenant.retires cascade");
        }

        using var next = await app.Service<SigningKeys>().CurrentAsync(Cancel);
        Assert.NotEqual(first.KeyId, next.KeyId);
        using var admin = await app.SignInAsync(app.Demo.Admin);
        Assert.Empty((await TakenEvidence.VerifyAsync(app, await admin.Http.GetByteArrayAsync($"evidence/{id.Value}/file", Cancel))).Problems);
    }

    [Fact]
    public async Task Evidence_of_an_incident_is_of_its_sessions_and_stands_in_its_timeline()
    {
        var recorder = new Recorder(app);
        var sessions = new[] { recorder.NewSession(), recorder.NewSession() };
        foreach (var session in sessions)
            await recorder.AddAsync(session, "Hello", "Good day");
        using var admin = await app.SignInAsync(app.Demo.Admin);
        var incident = (string)(await admin.ExpectAsync(
            HttpStatusCode.Created, HttpMethod.Post, "incidents", new { title = "Leak", severity = "high", sessionIds = Array.Empty<string>() }))!["id"]!;
        await admin.RefusedAsync(PortalProblems.Invalidated, HttpMethod.Post, "evidence", new { incidentId = incident });
        await admin.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, $"incidents/{incident}/sessions", new { sessionIds = sessions });
        await admin.RefusedAsync(PortalProblems.Invalidated, HttpMethod.Post, "evidence", new { incidentId = incident, sessions });
        await admin.RefusedAsync(PortalProblems.Invalidated, HttpMethod.Post, "evidence", new { incidentId = incident, from = "2026-01-02T00:00:00Z" });
        await admin.RefusedAsync(PortalProblems.Invalidated, HttpMethod.Post, "evidence", new { incidentId = Id<Incident>.New(TimeProvider.System).Value });

        var verdict = await TakenEvidence.VerifyAsync(app, await TakenEvidence.TakeAsync(admin, new { incidentId = incident }));

        Assert.Empty(verdict.Problems);
        Assert.Equal(2, verdict.Sessions);
        var listed = Assert.Single((await admin.GetAsync($"evidence?incident={incident}"))!["items"]!.AsArray())!;
        Assert.Equal((incident, "ready"), ((string)listed["incidentId"]!, (string)listed["state"]!));
        Assert.Equal(
            ["incident.opened", "incident.sessions_added", "incident.evidence_requested", "incident.evidence_made", "incident.evidence_downloaded"],
            (await admin.GetAsync($"incidents/{incident}/timeline"))!["items"]!.AsArray().Select(line => (string)line!["action"]!).Reverse());
        Assert.Equal(5, await app.PeekAsync<long>("select count(*) from tenant.feed where kind = 'IncidentChanged' and subject = $1", incident));
    }

    [Fact]
    public async Task A_session_deleted_without_a_record_is_named_and_with_one_it_verifies()
    {
        var recorder = new Recorder(app);
        var (kept, lost, deleted) = (recorder.NewSession(), recorder.NewSession(), recorder.NewSession());
        var from = TimeProvider.System.GetUtcNow();
        foreach (var session in new[] { kept, lost, deleted })
            await recorder.AddAsync(session, "Hello", "Good day");
        await app.Service<CheckpointMaker>().MakeAllAsync(Cancel);
        await DeleteAsync(deleted, withRecord: true);
        using var admin = await app.SignInAsync(app.Demo.Admin);
        var whole = await TakenEvidence.VerifyAsync(app, await TakenEvidence.TakeAsync(admin, new { from }));
        Assert.Empty(whole.Problems);
        Assert.Equal((deleted, "records 1"), whole.Deletions.Select(deletion => (deletion.SessionId, deletion.What)).Single());

        await DeleteAsync(lost, withRecord: false);
        var skill = app.Demo.Skills[0].Id;
        Assert.Empty((await TakenEvidence.VerifyAsync(app, await TakenEvidence.TakeAsync(admin, new { from, skillId = skill }))).Problems); // what it was of is not known any more
        var verdict = await TakenEvidence.VerifyAsync(app, await TakenEvidence.TakeAsync(admin, new { from }));
        Assert.Equal(("missing", $"{lost}/1"), (verdict.Problems[0].Kind, verdict.Problems[0].Where));
        Assert.StartsWith($"Session {lost} is missing: checkpoint ", verdict.Problems[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Evidence_of_which_something_is_deleted_each_time_says_so()
    {
        var recorder = new Recorder(app);
        var session = recorder.NewSession();
        await recorder.AddAsync(session, "Hello", "Good day");
        var id = await app.AddEvidenceAsync();
        await app.RunAsync(
            "update tenant.evidence set scope = $2::jsonb where id = $1", id.Value, $$"""{"kind":"sessions","sessions":["{{session}}"],"skill":null,"from":null,"to":null}""");

        // A deletion comes between the plan and the end, and is behind when the next try begins.
        await app.RunAsync(
            $"""
            create function tenant.meanwhile() returns trigger language plpgsql security definer as $$
            begin
                delete from tenant.session_records where session_id = '{session}' and sequence = 1000;
                if tg_op = 'INSERT' then
                    insert into tenant.session_records (organisation_id, session_id, sequence, kind, body, previous_hash, record_hash)
                    values (new.organisation_id, '{session}', 1000, 'deletion', '', '', '');
                end if;
                return null;
            end $$
            """);
        await app.RunAsync("create trigger meanwhile after insert or delete on tenant.evidence_chunks for each row execute function tenant.meanwhile()");
        try
        {
            await app.Service<EvidenceWork>().RunAsync(Scenes.Acme, id, Cancel);
        }
        finally
        {
            await app.RunAsync("drop function tenant.meanwhile cascade");
            await app.RunAsync("delete from tenant.session_records where session_id = $1 and sequence = 1000", session);
        }

        Assert.Equal("Records are deleted all the time in this scope. Try again later.", await app.PeekAsync<string>("select reason from tenant.evidence where id = $1 and state = 'failed'", id.Value));
    }

    [Fact]
    public async Task Goes_on_after_a_restart_from_its_start()
    {
        var recorder = new Recorder(app);
        var session = recorder.NewSession();
        await recorder.AddAsync(session, "Hello", "Good day");
        var id = await app.AddEvidenceAsync();
        await app.RunAsync(
            "update tenant.evidence set state = 'running', attempts = 1, scope = $2::jsonb where id = $1",
            id.Value, $$"""{"kind":"sessions","sessions":["{{session}}"],"skill":null,"from":null,"to":null}""");
        await app.RunAsync("insert into tenant.evidence_chunks (organisation_id, evidence_id, ordinal, data) values ($1, $2, 0, 'half')", Scenes.Acme.Value, id.Value);
        await app.Service<EvidenceWork>().RunAsync(Scenes.Acme, id, Cancel);
        using var admin = await app.SignInAsync(app.Demo.Admin);
        Assert.Empty((await TakenEvidence.VerifyAsync(app, await admin.Http.GetByteArrayAsync($"evidence/{id}/file", Cancel))).Problems);
        await app.Service<EvidenceWork>().RunAsync(Scenes.Acme, id, Cancel); // reminded once more: nothing
    }

    [Fact]
    public async Task Refuses_what_names_nothing_and_tells_what_cannot_be_made()
    {
        using var admin = await app.SignInAsync(app.Demo.Admin);
        await admin.RefusedAsync(PortalProblems.Invalidated, HttpMethod.Post, "evidence", new { });
        await admin.RefusedAsync(PortalProblems.Invalidated, HttpMethod.Post, "evidence", new { sessions = new[] { Id<Session>.New(TimeProvider.System).Value } });
        await admin.RefusedAsync(PortalProblems.Invalidated, HttpMethod.Post, "evidence", new { from = "2026-01-02T00:00:00Z", to = "2026-01-01T00:00:00Z" });
        // Nothing is claimed, and so nothing signed, for a time that is yet to come.
        var ahead = (string)(await admin.ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, "evidence", new { from = "9998-01-01T00:00:00Z", to = "9999-12-31T00:00:00Z" }))!["id"]!;
        Assert.Equal(1, await app.PeekAsync<long>("select count(*) from tenant.evidence where id = $1 and (scope ->> 'to')::timestamptz = '9998-01-01T00:00:00Z'", ahead));
        using var reviewer = await app.SignInAsync(app.Demo.Reviewer);
        await reviewer.RefusedAsync(PortalProblems.Forbidden, HttpMethod.Post, "evidence", new { from = "2026-01-02T00:00:00Z" });

        var asked = await admin.ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, "evidence", new { from = "2099-01-01T00:00:00Z", to = "2099-01-02T00:00:00Z" });
        var ended = await TakenEvidence.EndedAsync(admin, (string)asked!["id"]!);
        Assert.Equal(("failed", "Nothing was recorded in this time."), ((string)ended["state"]!, (string)ended["reason"]!));
        await admin.RefusedAsync(PortalProblems.EvidenceNotReady, HttpMethod.Get, $"evidence/{(string)asked["id"]!}/file");
    }

    [Fact]
    public async Task What_has_expired_is_gone()
    {
        var id = await app.AddEvidenceAsync();
        await app.RunAsync("update tenant.evidence set expires_at = now() - interval '1 second' where id = $1", id.Value);
        await app.RunAsync("insert into tenant.evidence_chunks (organisation_id, evidence_id, ordinal, data) values ($1, $2, 0, 'x')", Scenes.Acme.Value, id.Value);
        using var admin = await app.SignInAsync(app.Demo.Admin);
        await admin.RefusedAsync(PortalProblems.NotFound, HttpMethod.Get, $"evidence/{id}");
        await app.Service<EvidenceStore>().PurgeAsync(Cancel);
        Assert.Equal(0, await app.PeekAsync<long>("select count(*) from tenant.evidence_chunks where evidence_id = $1", id.Value));
    }

    private async Task DeleteAsync(string session, bool withRecord)
    {
        var id = Id<Session>.Parse(session);
        if (withRecord)
        {
            await app.Database.Tenants.InTenantAsync(Scenes.Acme, async connection =>
            {
                var last = await SessionDeletion.LockAsync(connection, id, Cancel);
                await SessionDeletion.AppendAsync(connection, id, new()
                {
                    At = TimeProvider.System.GetUtcNow(),
                    By = "system",
                    Reason = "retention",
                    Note = null,
                    Records = await SessionDeletion.BridgesAsync(connection, id, new(1, last!.Value), Cancel),
                }, Cancel);
            }, Cancel);
            await app.Service<CheckpointMaker>().MakeAllAsync(Cancel);
        }

        foreach (var table in new[] { "exchanges", "blocks" })
            await app.RunAsync($"delete from tenant.{table} where session_id = $1", session);
        await app.RunAsync("delete from tenant.sessions where id = $1", session);
    }
}
