using System.Net;
using System.Text;
using SaaSGate.Contracts.Problems;
using SaaSGate.ControlPlane.Demo;
using SaaSGate.ControlPlane.Hosting;
using SaaSGate.ControlPlane.Identity;
using SaaSGate.ControlPlane.Tests.Support;
using SaaSGate.TestKit;
using Xunit;

namespace SaaSGate.ControlPlane.Tests.Http;

/// <summary>Each row of the problem table is documented in the API's description, and raised by something that can happen.</summary>
public sealed class ProblemTests(ControlPlaneFixture app) : IClassFixture<ControlPlaneFixture>
{
    private static readonly object NoDigest = new { decision = "deny", viewDigest = new string('0', 64) };

    private Dictionary<Problem, Func<PortalBrowser, Task>> Raising => new()
    {
        [PortalProblems.SignInNeeded] = _ => Refused(app.Browser(), PortalProblems.SignInNeeded, HttpMethod.Get, "home"),
        [PortalProblems.SignInFailed] = _ => Refused(app.Browser(), PortalProblems.SignInFailed, HttpMethod.Post, "session", new { email = "nobody@acme.example", password = "x" }),
        [PortalProblems.TooManySignIns] = async _ =>
        {
            using var browser = app.Browser();
            for (var i = 0; i < new PortalOptions().SignInsPerMinute; i++)
                await browser.RefusedAsync(PortalProblems.Invalidated, HttpMethod.Post, "session", new StringContent("{", Encoding.UTF8, "application/json"));
            using var answer = await browser.SendAsync(HttpMethod.Post, "session", new { email = "a", password = "b" });
            await PortalBrowser.RefusedAsync(PortalProblems.TooManySignIns, answer);
            Assert.InRange(answer.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
            await Refused(app.Browser(), PortalProblems.SignInFailed, HttpMethod.Post, "session", new { email = "a", password = "b" });
        },
        [PortalProblems.BeyondYou] = async _ => await Refused((await app.MemberAsync("admin")).Browser, PortalProblems.BeyondYou, HttpMethod.Post, "offboardings", new { person = app.Demo.Admin.Email }),
        [PortalProblems.LastOwner] = async admin =>
        {
            using var answer = await admin.GiveAsync((string)admin.Session!["user"]!["id"]!, "admin");
            await PortalBrowser.RefusedAsync(PortalProblems.LastOwner, answer);
        },
        [PortalProblems.RoleInUse] = async admin =>
        {
            var (id, name) = await admin.RoleAsync("read");
            (await app.MemberAsync(name)).Browser.Dispose();
            await admin.RefusedAsync(PortalProblems.RoleInUse, HttpMethod.Delete, $"roles/{id}");
        },
        [PortalProblems.RolesKept] = async admin =>
        {
            var (id, browser) = await app.MemberAsync("reviewer");
            browser.Dispose();
            await admin.ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, "offboardings", new { person = id });
            using var answer = await admin.GiveAsync(id, "reviewer");
            await PortalBrowser.RefusedAsync(PortalProblems.RolesKept, answer);
        },
        [PortalProblems.Forbidden] = async _ => await Refused(await app.SignInAsync(app.Demo.Reviewer), PortalProblems.Forbidden, HttpMethod.Get, "audit"),
        [PortalProblems.NotFound] = admin => admin.RefusedAsync(PortalProblems.NotFound, HttpMethod.Get, "nothing/here"),
        [PortalProblems.Invalidated] = admin => admin.RefusedAsync(PortalProblems.Invalidated, HttpMethod.Post, "skills", new StringContent("{", Encoding.UTF8, "application/json")),
        [PortalProblems.AntiforgeryFailed] = async _ =>
        {
            using var browser = await app.SignInAsync(app.Demo.Admin);
            browser.Http.DefaultRequestHeaders.Remove(IdentityServices.AntiforgeryHeader);
            await browser.RefusedAsync(PortalProblems.AntiforgeryFailed, HttpMethod.Delete, "session");
        },
        [PortalProblems.AlreadyDecided] = async admin =>
        {
            var approval = await app.HoldAsync();
            var seen = (string)(await admin.GetAsync($"approvals/{approval}"))!["viewDigest"]!;
            await admin.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, $"approvals/{approval}/decision", new { decision = "deny", viewDigest = seen });
            await admin.RefusedAsync(PortalProblems.AlreadyDecided, HttpMethod.Post, $"approvals/{approval}/decision", new { decision = "approve", viewDigest = seen });
        },
        [PortalProblems.ViewChanged] = async admin =>
            await admin.RefusedAsync(PortalProblems.ViewChanged, HttpMethod.Post, $"approvals/{await app.HoldAsync()}/decision", NoDigest),
        [PortalProblems.OwnRequest] = async admin =>
            await admin.RefusedAsync(PortalProblems.OwnRequest, HttpMethod.Post, $"approvals/{await app.HoldAsync("ticket-triage")}/decision", NoDigest),
        [PortalProblems.AlreadyVoted] = async admin =>
        {
            var (approval, seen) = await HeldAsync(admin, "needed = 2");
            await admin.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, $"approvals/{approval}/decision", new { decision = "approve", viewDigest = seen });
            await admin.RefusedAsync(PortalProblems.AlreadyVoted, HttpMethod.Post, $"approvals/{approval}/decision", new { decision = "approve", viewDigest = seen });
        },
        [PortalProblems.OwnPolicy] = async admin =>
        {
            var (approval, seen) = await HeldAsync(admin, "needed = 1");
            await app.RunAsync(
                "update tenant.policy_versions set created_by = (select user_id from tenant.members where organisation_id = $1 and email = $2) where organisation_id = $1", Scenes.Acme.Value, app.Demo.Admin.Email);
            await admin.RefusedAsync(PortalProblems.OwnPolicy, HttpMethod.Post, $"approvals/{approval}/decision", new { decision = "approve", viewDigest = seen });
            await app.RunAsync("update tenant.policy_versions set created_by = 'system' where organisation_id = $1", Scenes.Acme.Value);
        },
        [PortalProblems.OwnEdit] = async admin =>
        {
            var before = await app.HoldAsync();
            await app.RunAsync("update tenant.approvals set edits_by = (select user_id from tenant.members where email = $2) where id = $1", before.Value, app.Demo.Admin.Email);
            var (approval, seen) = await HeldAsync(admin, $"edit_of = '{before}'");
            await admin.RefusedAsync(PortalProblems.OwnEdit, HttpMethod.Post, $"approvals/{approval}/decision", new { decision = "approve", viewDigest = seen });
        },
        [PortalProblems.NotAsked] = async admin =>
        {
            var (approval, seen) = await HeldAsync(admin, "roles = '{nobody}'");
            await admin.RefusedAsync(PortalProblems.NotAsked, HttpMethod.Post, $"approvals/{approval}/decision", new { decision = "approve", viewDigest = seen });
        },
        [PortalProblems.StepUpNeeded] = async _ =>
        {
            using var program = app.Program(app.Demo.ApiToken);
            var (approval, seen) = await HeldAsync(program, "step_up = true");
            await program.RefusedAsync(PortalProblems.StepUpNeeded, HttpMethod.Post, $"approvals/{approval}/decision", new { decision = "approve", viewDigest = seen });
        },
        [PortalProblems.EditPending] = async admin =>
        {
            var (approval, seen) = await HeldAsync(admin, "edits = '[]'");
            await admin.RefusedAsync(PortalProblems.EditPending, HttpMethod.Post, $"approvals/{approval}/decision", new { decision = "approve", viewDigest = seen });
        },
        [PortalProblems.NotEditable] = async admin =>
        {
            var (approval, seen) = await HeldAsync(admin, "needed = 1");
            await admin.RefusedAsync(
                PortalProblems.NotEditable, HttpMethod.Post, $"approvals/{approval}/edits", new { viewDigest = seen, edits = new[] { new { pointer = "/messages/0/content", text = "x" } } });
        },
        [PortalProblems.LikesRefused] = async admin =>
            await admin.RefusedAsync(PortalProblems.LikesRefused, HttpMethod.Post, "approval-likes", new { approvalId = (await app.HoldAsync()).Value, minutes = 5 }),
        [PortalProblems.ReviewRefused] = async admin =>
        {
            var (approval, seen) = await HeldAsync(admin, "needed = 1");
            await admin.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, $"approvals/{approval}/break-glass", new { viewDigest = seen, reason = "now" });
            await admin.RefusedAsync(PortalProblems.ReviewRefused, HttpMethod.Post, $"approvals/{approval}/broken-glass/review", new { justified = true, note = "mine" });
        },
        [PortalProblems.InvitationEnded] = async admin =>
        {
            var invitation = (await admin.ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, "partners/invitations", new
            {
                address = "somebody",
                actions = new[] { "see" },
                labels = Array.Empty<string>(),
                masking = "full",
                until = TimeProvider.System.GetUtcNow().AddDays(1),
            }))!["id"];
            await admin.RefusedAsync(PortalProblems.InvitationEnded, HttpMethod.Post, $"partners/invitations/{invitation}/accept");
        },
        [PortalProblems.NameTaken] = admin => admin.RefusedAsync(
            PortalProblems.NameTaken, HttpMethod.Post, "connections", new { name = "claude", baseUrl = "https://api.anthropic.com", credential = "sk-ant-00000000" }),
        [PortalProblems.TooMany] = async admin =>
        {
            await app.RunAsync(
                """
                insert into tenant.skill_keys (organisation_id, id, skill_id, hint, hash, created_by, expires_at)
                select $1, 'key_many_' || i, $2, 'sgk_', sha256(('many' || i)::bytea), 'usr', now() + interval '1 day' from generate_series(1, 20) i
                """, Scenes.Acme.Value, app.Demo.Skills[1].Id);
            await admin.RefusedAsync(PortalProblems.TooMany, HttpMethod.Post, $"skills/{app.Demo.Skills[1].Id}/keys", new { expiresInDays = 1 });
            await app.RunAsync("delete from tenant.skill_keys where id like 'key_many_%'");
        },
        [PortalProblems.OwnerNeeded] = _ => Refused(app.Program(app.Demo.ApiToken), PortalProblems.OwnerNeeded, HttpMethod.Post, $"skills/{app.Demo.Skills[0].Id}/confirm"),
        [PortalProblems.DemoOnly] = async _ => await Refused(await NorthwindAsync(), PortalProblems.DemoOnly, HttpMethod.Post, "demo/incident"),
        [PortalProblems.MethodNotAllowed] = admin => admin.RefusedAsync(PortalProblems.MethodNotAllowed, HttpMethod.Delete, "skills"),
        [PortalProblems.MediaTypeUnsupported] = admin => admin.RefusedAsync(
            PortalProblems.MediaTypeUnsupported, HttpMethod.Post, "skills", new StringContent("name: x", Encoding.UTF8, "application/yaml")),
        [PortalProblems.BodyTooLarge] = admin => admin.RefusedAsync(
            PortalProblems.BodyTooLarge, HttpMethod.Post, "skills", new StringContent(new string(' ', 2 * 1024 * 1024), Encoding.UTF8, "application/json")),
        [PortalProblems.ChangedMeanwhile] = admin => admin.RefusedAsync(
            PortalProblems.ChangedMeanwhile, HttpMethod.Patch, $"skills/{app.Demo.Skills[0].Id}", new { purpose = "late" }, "\"99\""),
        [PortalProblems.PreconditionNeeded] = admin => admin.RefusedAsync(
            PortalProblems.PreconditionNeeded, HttpMethod.Patch, $"skills/{app.Demo.Skills[0].Id}", new { purpose = "blind" }),
        [PortalProblems.IdempotencyKeyReused] = async admin =>
        {
            using var first = await admin.SendAsync(HttpMethod.Post, $"skills/{app.Demo.Skills[1].Id}/resume", idempotencyKey: "reused");
            using var other = await admin.SendAsync(HttpMethod.Post, $"skills/{app.Demo.Skills[2].Id}/resume", idempotencyKey: "reused");
            await PortalBrowser.RefusedAsync(PortalProblems.IdempotencyKeyReused, other);
        },
        [PortalProblems.IdempotencyInProgress] = async admin =>
        {
            using var first = await admin.SendAsync(HttpMethod.Post, $"skills/{app.Demo.Skills[1].Id}/resume", idempotencyKey: "slow");
            await app.RunAsync("update tenant.idempotency set status = null where key = 'slow'");
            using var again = await admin.SendAsync(HttpMethod.Post, $"skills/{app.Demo.Skills[1].Id}/resume", idempotencyKey: "slow");
            await PortalBrowser.RefusedAsync(PortalProblems.IdempotencyInProgress, again);
        },
        [PortalProblems.SecretShownOnce] = async admin =>
        {
            using var first = await admin.SendAsync(HttpMethod.Post, $"skills/{app.Demo.Skills[1].Id}/keys", new { expiresInDays = 1 }, idempotencyKey: "secret");
            Assert.Equal(HttpStatusCode.Created, first.StatusCode);
            using var again = await admin.SendAsync(HttpMethod.Post, $"skills/{app.Demo.Skills[1].Id}/keys", new { expiresInDays = 1 }, idempotencyKey: "secret");
            await PortalBrowser.RefusedAsync(PortalProblems.SecretShownOnce, again);
        },
        [PortalProblems.OriginRefused] = async _ =>
        {
            using var browser = app.Browser();
            browser.Http.DefaultRequestHeaders.Add("Origin", "https://evil.example");
            await browser.RefusedAsync(PortalProblems.OriginRefused, HttpMethod.Post, "session", new { email = "a", password = "b" });
        },
        [PortalProblems.EvidenceNotReady] = async admin =>
            await admin.RefusedAsync(PortalProblems.EvidenceNotReady, HttpMethod.Get, $"evidence/{await app.AddEvidenceAsync()}/file"),
        [PortalProblems.TooManyLookups] = async admin =>
        {
            await app.RunAsync(
                """
                insert into tenant.audit_log (organisation_id, id, actor, actor_name, action, target)
                select $1, 'aud_look_' || i, m.user_id, '', 'exposure.looked_up', 'exposure' from generate_series(1, 30) i
                join tenant.members m on m.organisation_id = $1 and m.email = $2
                """, Scenes.Acme.Value, app.Demo.Admin.Email);
            await admin.RefusedAsync(PortalProblems.TooManyLookups, HttpMethod.Post, "exposure", new { type = "EMAIL", value = "a@b.example" });
        },
        [PortalProblems.SecondPersonNeeded] = async admin =>
        {
            var list = (await admin.ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, "exposure/lists", new { name = "breach", type = "EMAIL", values = new[] { "a@b.example" } }))!["id"];
            await admin.RefusedAsync(PortalProblems.SecondPersonNeeded, HttpMethod.Post, $"exposure/lists/{list}/confirm");
        },
        [PortalProblems.ListEnded] = async admin =>
        {
            var list = (await admin.ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, "exposure/lists", new { name = "breach", type = "EMAIL", values = new[] { "a@b.example" } }))!["id"];
            await admin.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, $"exposure/lists/{list}/cancel");
            await admin.RefusedAsync(PortalProblems.ListEnded, HttpMethod.Post, $"exposure/lists/{list}/cancel");
        },
        [PortalProblems.PolicyState] = async admin =>
        {
            var policy = (await admin.ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, "policies", new { name = "state", document = "rules: []" }))!["id"];
            await admin.RefusedAsync(PortalProblems.PolicyState, HttpMethod.Post, $"policies/{policy}/versions/1/return");
        },
        [PortalProblems.AnotherPersonNeeded] = async admin =>
        {
            await app.RunAsync("insert into tenant.policy_settings (organisation_id, second_person) values ($1, true)", Scenes.Acme.Value);
            var policy = (await admin.GetAsync("policies"))!["items"]![0]!;
            await admin.RefusedAsync(
                PortalProblems.AnotherPersonNeeded, HttpMethod.Put, $"policies/{policy["id"]}", new { document = "rules: []" }, $"\"{policy["revision"]}\"");
        },
        [PortalProblems.LockKept] = async admin =>
        {
            var id = (string)(await admin.ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, "locks", new { kind = "label", targetId = "kept", reason = "r", liftableBy = "setter" }))!["id"]!;
            using var program = app.Program(app.Demo.ApiToken);
            await program.RefusedAsync(PortalProblems.LockKept, HttpMethod.Post, $"locks/{id}/lift");
        },
        [PortalProblems.IncidentHeld] = async admin =>
        {
            var (session, _) = await app.RecordAsync("{}", "done");
            var incident = (string)(await admin.ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, "incidents", new { title = "held", severity = "low", sessionIds = new[] { session.Value } }))!["id"]!;
            await admin.ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, "retention/holds", new { kind = "incident", targetId = incident, reason = "r" });
            await admin.RefusedAsync(PortalProblems.IncidentHeld, HttpMethod.Delete, $"incidents/{incident}/sessions/{session}");
        },
        [PortalProblems.LinkEnded] = admin => admin.RefusedAsync(PortalProblems.LinkEnded, HttpMethod.Post, "notifications/links", new { ticket = "chn_x.1.y.z" }),
        [PortalProblems.SignatureRefused] = async _ =>
        {
            using var browser = app.Browser();
            using var answer = await browser.SendAsync(HttpMethod.Post, new Uri(app.Portal, $"/events/slack/{Contracts.Ids.Id<Contracts.Ids.NotificationChannel>.New(TimeProvider.System)}").AbsoluteUri);
            await PortalBrowser.RefusedAsync(PortalProblems.SignatureRefused, answer);
        },
        [PortalProblems.TooManyCalls] = async _ =>
        {
            using var browser = app.Browser();
            var channel = new Uri(app.Portal, $"/events/slack/{Contracts.Ids.Id<Contracts.Ids.NotificationChannel>.New(TimeProvider.System)}").AbsoluteUri;
            for (var i = 0; i < new ControlPlane.Notifications.NotificationOptions().CallsPerMinute; i++)
                (await browser.SendAsync(HttpMethod.Post, channel)).Dispose();
            using var answer = await browser.SendAsync(HttpMethod.Post, channel);
            await PortalBrowser.RefusedAsync(PortalProblems.TooManyCalls, answer);
            Assert.InRange(answer.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
        },
        [PortalProblems.CodeNeeded] = async _ =>
        {
            await app.RunAsync(
                "insert into platform.authenticators (user_id, secret_sealed, confirmed_at, last_step) select id, '', now(), 0 from platform.users where email = $1", app.Demo.Reviewer.Email);
            using var browser = app.Browser();
            await browser.RefusedAsync(PortalProblems.CodeNeeded, HttpMethod.Post, "session", new { email = app.Demo.Reviewer.Email, password = app.Demo.Reviewer.Password });
            await app.RunAsync("delete from platform.authenticators");
        },
        [PortalProblems.PasskeyRefused] = async _ =>
        {
            using var browser = app.Browser();
            await browser.RefusedAsync(PortalProblems.PasskeyRefused, HttpMethod.Post, "session/passkey", new { id = "none", credential = new { } });
        },
        [PortalProblems.ProviderNeeded] = async _ =>
        {
            await FederateAsync(required: true);
            using var browser = app.Browser();
            await browser.RefusedAsync(PortalProblems.ProviderNeeded, HttpMethod.Post, "session", new { email = app.Demo.Reviewer.Email, password = app.Demo.Reviewer.Password });
            await app.RunAsync("update tenant.domains set required = false");
        },
        [PortalProblems.ProviderUnreachable] = async _ =>
        {
            using var browser = app.Browser();
            await browser.RefusedAsync(PortalProblems.ProviderUnreachable, HttpMethod.Post, "session/provider", new { providerId = (await FederateAsync()).Provider });
        },
        [PortalProblems.DomainNotProven] = async admin =>
        {
            var added = (await admin.ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, "domains", new { name = "unproven.example" }))!["domain"]!["id"];
            await admin.RefusedAsync(PortalProblems.DomainNotProven, HttpMethod.Put, $"domains/{added}", new { required = false }, "\"1\"");
        },
        [PortalProblems.ProviderInUse] = async admin =>
            await admin.RefusedAsync(PortalProblems.ProviderInUse, HttpMethod.Delete, $"identity-providers/{(await FederateAsync()).Provider}"),
        [PortalProblems.ProviderNotTried] = async admin =>
        {
            var (provider, domain) = await FederateAsync();
            await admin.RefusedAsync(PortalProblems.ProviderNotTried, HttpMethod.Put, $"domains/{domain}", new { providerId = provider, required = true }, "\"1\"");
        },
        [PortalProblems.InvitationOver] = _ => Refused(app.Browser(), PortalProblems.InvitationOver, HttpMethod.Post, "session/invitation", new { token = "sgi_" }),
        [PortalProblems.AccountKnown] = async admin =>
        {
            var (_, partner) = await app.Service<DemoPeople>().EnsureAsync(
                DemoOrganisations.Northwind, "known@northwind.example", "Kay Known", [Roles.Reviewer], TestContext.Current.CancellationToken);
            var invited = (await admin.ExpectAsync(
                HttpStatusCode.Created, HttpMethod.Post, "members/invitations", new { email = partner.Email, displayName = "Kay", roles = new[] { "reviewer" } }))!;
            var token = new Uri((string)invited["link"]!).Fragment[1..];
            await Refused(app.Browser(), PortalProblems.AccountKnown, HttpMethod.Post, "session/invitation/accept", new { token, password = "long enough by far" });
        },
        [PortalProblems.ProviderBrings] = async admin =>
        {
            await app.RunAsync("update tenant.domains set name = 'brought.example', required = true where id = $1", (await FederateAsync()).Domain);
            await admin.RefusedAsync(
                PortalProblems.ProviderBrings, HttpMethod.Post, "members/invitations", new { email = "new@brought.example", displayName = "New", roles = new[] { "reviewer" } });
        },
        [PortalProblems.ResetOver] = _ => Refused(app.Browser(), PortalProblems.ResetOver, HttpMethod.Post, "session/password/reset", new { token = "sgr_", newPassword = "long enough by far" }),
        [PortalProblems.MailOff] = _ => Refused(app.Browser(), PortalProblems.MailOff, HttpMethod.Post, "session/password/forgotten", new { email = app.Demo.Reviewer.Email }),
        [PortalProblems.Internal] = async admin =>
        {
            await app.RunAsync("alter table tenant.connections rename column base_url to gone");
            try
            {
                await admin.RefusedAsync(PortalProblems.Internal, HttpMethod.Get, "connections");
            }
            finally
            {
                await app.RunAsync("alter table tenant.connections rename column gone to base_url");
            }
        },
    };

    [Fact]
    public async Task Every_problem_is_raised()
    {
        using var admin = await app.SignInAsync(app.Demo.Admin);
        var raising = Raising.Concat(new BillingProblems(app).Raising).Concat(new ConnectionProblems(app).Raising).ToDictionary();
        Assert.Equal(PortalProblems.All.Select(problem => problem.Code).Order(), raising.Keys.Select(problem => problem.Code).Order());
        foreach (var raise in raising.Values)
            await raise(admin);
    }

    [Fact]
    public void Every_problem_is_documented()
    {
        var description = File.ReadAllText(RepositoryFolder.In("web", "openapi.json"));
        Assert.NotEmpty(PortalProblems.All);
        Assert.All(PortalProblems.All, problem => Assert.Contains($"\"{problem.Code}\"", description, StringComparison.Ordinal));
    }

    private static async Task Refused(PortalBrowser browser, Problem problem, HttpMethod method, string path, object? body = null)
    {
        using (browser)
            await browser.RefusedAsync(problem, method, path, body);
    }

    /// <summary>An identity provider that nobody can reach, and the demo's domain, which leads there.</summary>
    private async Task<(string Provider, string Domain)> FederateAsync(bool required = false)
    {
        var (provider, domain) = (Contracts.Ids.Id<Contracts.Ids.IdentityProvider>.New(TimeProvider.System).Value, Contracts.Ids.Id<Contracts.Ids.MailDomain>.New(TimeProvider.System).Value);
        await app.RunAsync("delete from tenant.domains where name = 'acme.example'");
        await app.RunAsync(
            """
            insert into tenant.identity_providers (organisation_id, id, name, kind, issuer, client_id, scopes, group_claim, group_roles, default_roles, creates_members, trusts_addresses, enabled,
                created_at, created_by)
            values ($1, $2, $2, 'oidc', 'https://127.0.0.1:1', 'c', '{openid}', 'groups', '[]', '{}', false, false, true, now(), 'usr_x')
            """, Scenes.Acme.Value, provider);
        await app.RunAsync(
            """
            insert into tenant.domains (organisation_id, id, name, token, proven_at, proven_by, provider_id, required, created_at, created_by)
            values ($1, $2, 'acme.example', 't', now(), 'dns', $3, $4, now(), 'usr_x')
            """, Scenes.Acme.Value, domain, provider, required);
        return (provider, domain);
    }

    /// <summary>A request that waits, with a column of its row set, and the digest of what is shown of it.</summary>
    private async Task<(string Approval, string Seen)> HeldAsync(PortalBrowser reader, string set)
    {
        var approval = (await app.HoldAsync()).Value;
        await app.RunAsync($"update tenant.approvals set {set} where id = $1", approval);
        return (approval, (string)(await reader.GetAsync($"approvals/{approval}"))!["viewDigest"]!);
    }

    private async Task<PortalBrowser> NorthwindAsync()
    {
        var (_, person) = await app.Service<DemoPeople>().EnsureAsync(
            DemoOrganisations.Northwind, "other@northwind.example", "Otto West", [Roles.Admin], TestContext.Current.CancellationToken);
        return await app.SignInAsync(person);
    }
}
