using System.Net;
using SaaSGate.Contracts.Ids;
using SaaSGate.ControlPlane.Demo;
using SaaSGate.ControlPlane.Identity;
using SaaSGate.ControlPlane.Tests.Support;
using Xunit;

namespace SaaSGate.ControlPlane.Tests.Tenancy;

/// <summary>Every operation of the API, called in northwind with ids of acme.</summary>
public sealed class ForeignIdTests(ControlPlaneFixture app) : IClassFixture<ControlPlaneFixture>
{
    private static readonly Dictionary<string, object> Bodies = new()
    {
        ["decideApproval"] = new { decision = "approve", viewDigest = new string('0', 64) },
        ["updateSkill"] = new { purpose = "taken over" },
        ["rotateCredential"] = new { credential = "sk-ant-000000000000" },
        ["createSkillKey"] = new { expiresInDays = 1 },
        ["mapTrustedIssuer"] = new { skillId = "skl_x", claims = new[] { new { name = "sub", pattern = "x" } } },
        ["rotateSkillKey"] = new { expiresInDays = 1 },
        ["createSkillClient"] = new { expiresInDays = 1 },
        ["stopSkill"] = new { reason = "sabotage" },
        ["revokeSkill"] = new { reason = "sabotage" },
        ["updatePolicy"] = new { document = "rules: []" },
        ["renamePolicy"] = new { name = "taken over" },
        ["draftPolicy"] = new { document = "rules: []" },
        ["commentPolicy"] = new { text = "taken over" },
        ["updateSavedSearch"] = new { name = "taken over", query = "q=x", shared = true },
        ["updateIncident"] = new { title = "Renamed" },
        ["addIncidentSessions"] = new { sessionIds = new[] { "ses_x" } },
        ["addIncidentMember"] = new { userId = "usr_x" },
        ["addIncidentNote"] = new { text = "note" },
        ["putIncidentLock"] = new { kind = "skill", targetId = "skl_x", reason = "sabotage" },
        ["updateExport"] = new { enabled = false },
        ["updateChannel"] = new
        {
            name = "taken over",
            kind = "webhook",
            settings = new { address = "https://evil.example" },
            events = new[] { "approvals" },
            leastSeverity = "low",
            labels = Array.Empty<string>(),
            rules = Array.Empty<string>(),
            namedOnly = false,
            detail = "names",
        },
        ["liftHold"] = new { reason = "sabotage" },
        ["editApproval"] = new { viewDigest = new string('0', 64), edits = new[] { new { pointer = "/messages/0/content", text = "x" } } },
        ["breakGlass"] = new { viewDigest = new string('0', 64), reason = "sabotage" },
        ["reviewBrokenGlass"] = new { justified = true, note = "fine" },
        ["addApprovalMessage"] = new { text = "hello" },
        ["saveDirectoryGroupRoles"] = new { roles = Array.Empty<string>() },
        ["updateIdentityProvider"] = Federation.ProviderScenes.ProviderBody("https://idp.invalid", null),
        ["saveEventStream"] = new { issuer = "https://evil.example", audience = "a", enabled = true },
        ["setUpEventStream"] = new { issuer = "https://evil.example", accessToken = "t", delivery = "push" },
        ["updateDomain"] = new { required = false },
        ["proveDomain"] = new { by = "trust" },
        ["saveMemberRoles"] = new { roles = new[] { "owner", "admin", "reviewer", "responder" } },
        ["updateRole"] = new { description = "taken over", permissions = new[] { "read" } },
        ["updateReviewerGroup"] = new { name = "taken over", members = Array.Empty<string>() },
    };

    [Fact]
    public async Task Finds_nothing_of_another_organisation_by_its_ids()
    {
        var ids = await AcmeAsync();
        using var intruder = await NorthwindAdminAsync();
        var operations = Operation.All.Where(operation => operation.HasParameters).ToList();
        Assert.True(operations.Count >= 14, "The operations with ids were not found in web/openapi.json.");
        foreach (var operation in operations)
        {
            var path = Fill(operation.Path, ids);
            using var answer = await intruder.SendAsync(operation.Method, path, BodyOf(operation), "\"1\"");
            Assert.True(answer.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Forbidden, $"{operation} gave northwind {(int)answer.StatusCode} for an id of acme.");
        }

        // That nothing was found proves something only where the owner does find it. What revokes comes last.
        using var owner = await OwnerAsync();
        foreach (var operation in operations.OrderBy(operation => operation.Method == HttpMethod.Delete || operation.Id == "revokeSkill"))
        {
            using var answer = await owner.SendAsync(operation.Method, Fill(operation.Path, ids), BodyOf(operation), "\"1\"");
            Assert.True(answer.StatusCode is not (HttpStatusCode.NotFound or HttpStatusCode.Forbidden), $"{operation} gave acme {(int)answer.StatusCode} for an id of its own.");
        }
    }

    [Fact]
    public async Task Lists_nothing_of_another_organisation()
    {
        var ids = await AcmeAsync();
        using var intruder = await NorthwindAdminAsync();
        var lists = Operation.All.Where(operation => !operation.HasParameters && operation.Method == HttpMethod.Get).ToList();
        Assert.True(lists.Count >= 9, "The lists were not found in web/openapi.json.");
        foreach (var list in lists)
        {
            using var answer = await intruder.SendAsync(HttpMethod.Get, list.Path);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            Assert.DoesNotContain(DemoOrganisations.Acme.Value, text, StringComparison.Ordinal);
            Assert.All(ids.Where(id => id.Key != "version"), id => Assert.DoesNotContain(id.Value, text, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Refuses_to_build_on_things_of_another_organisation()
    {
        using var intruder = await NorthwindAdminAsync();
        var connection = await app.PeekAsync<string>("select id from tenant.connections where organisation_id = $1", DemoOrganisations.Acme.Value);
        var refused = await intruder.ExpectAsync(HttpStatusCode.BadRequest, HttpMethod.Post, "skills", new { name = "graft", purpose = "none", connectionId = connection });
        Assert.NotNull(refused!["errors"]!["connectionId"]);
    }

    [Fact]
    public async Task Lets_nobody_in_without_a_sign_in()
    {
        using var nobody = app.Browser();
        using var forger = app.Program(ApiTokenText.Create(DemoOrganisations.Acme));
        var ids = await AcmeAsync();
        var closed = Operation.All.Where(operation => !operation.Anonymous).ToList();
        Assert.Equal(Operation.All.Count - 9, closed.Count);
        foreach (var operation in closed)
        {
            using var answer = await nobody.SendAsync(operation.Method, Fill(operation.Path, ids), BodyOf(operation));
            await PortalBrowser.RefusedAsync(Contracts.Problems.PortalProblems.SignInNeeded, answer);
            using var forged = await forger.SendAsync(operation.Method, Fill(operation.Path, ids), BodyOf(operation));
            await PortalBrowser.RefusedAsync(Contracts.Problems.PortalProblems.SignInNeeded, forged);
        }
    }

    [Fact]
    public async Task Takes_text_that_is_no_id_for_something_that_is_not_there()
    {
        using var owner = app.Program(app.Demo.ApiToken);
        foreach (var operation in Operation.All.Where(operation => operation.HasParameters))
        {
            var path = System.Text.RegularExpressions.Regex.Replace(operation.Path, @"\{\w+\}", "skl_not-an-id");
            using var answer = await owner.SendAsync(operation.Method, path, BodyOf(operation));
            await PortalBrowser.RefusedAsync(Contracts.Problems.PortalProblems.NotFound, answer);
        }
    }

    private static object? BodyOf(Operation operation) =>
        operation.Method == HttpMethod.Get || operation.Method == HttpMethod.Delete ? null : Bodies.GetValueOrDefault(operation.Id, new { });

    private static string Fill(string path, Dictionary<string, string> ids)
    {
        var filled = ids.Aggregate(path, (filled, id) => filled.Replace($"{{{id.Key}}}", id.Value, StringComparison.Ordinal));
        Assert.DoesNotContain("{", filled, StringComparison.Ordinal);
        return filled;
    }

    /// <summary>Someone who may do everything and owns nothing.</summary>
    private async Task<PortalBrowser> OwnerAsync()
    {
        var (_, admin) = await app.Service<DemoPeople>().EnsureAsync(
            DemoOrganisations.Acme, "other@acme.example", "Olaf Other", [Roles.Owner], TestContext.Current.CancellationToken);
        return await app.SignInAsync(admin);
    }

    private async Task<PortalBrowser> NorthwindAdminAsync()
    {
        var (_, admin) = await app.Service<DemoPeople>().EnsureAsync(
            DemoOrganisations.Northwind, "admin@northwind.example", "Nora West", [Roles.Admin, Roles.Reviewer, Roles.Responder], TestContext.Current.CancellationToken);
        return await app.SignInAsync(admin);
    }

    private async Task<Dictionary<string, string>> AcmeAsync()
    {
        var (session, exchange) = await app.RecordAsync("{\"role\":\"user\"}", "done");
        // What both sides of a grant read of it is theirs: none is left between these two.
        await app.RunAsync("update tenant.grants set ended_at = now()");
        await app.RunAsync("delete from tenant.approval_projections");
        await app.RunAsync("delete from tenant.grants where partner_organisation_id = $1", DemoOrganisations.Northwind.Value);
        var approval = await app.HoldAsync("report-writer");
        var acme = DemoOrganisations.Acme.Value;
        await app.RunAsync(
            "insert into tenant.saved_searches (organisation_id, id, user_id, name, query, shared) values ($1, $2, 'usr_x', 'n', 'q=x', true)",
            acme, Id<SavedSearch>.New(TimeProvider.System).Value);
        using var admin = await app.SignInAsync(app.Demo.Admin);
        var incident = (string)(await admin.ExpectAsync(
            HttpStatusCode.Created, HttpMethod.Post, "incidents", new { title = "Leak", severity = "high", sessionIds = new[] { session.Value } }))!["id"]!;
        var member = (string)(await admin.GetAsync($"incidents/{incident}"))!["membersList"]![0]!["userId"]!;
        var put = (string)(await admin.ExpectAsync(
            HttpStatusCode.OK, HttpMethod.Post, $"incidents/{incident}/locks", new { kind = "session", targetId = session.Value, reason = "leak" }))!["locksList"]![0]!["id"]!;
        var list = (string)(await admin.ExpectAsync(
            HttpStatusCode.Created, HttpMethod.Post, "exposure/lists", new { name = "breach", type = "EMAIL", values = new[] { "a@b.example" } }))!["id"]!;
        var policy = (await app.PeekAsync<string>("select id from tenant.policies where organisation_id = $1", acme))!;
        var backtest = Id<Backtest>.New(TimeProvider.System).Value;
        await app.RunAsync(
            "insert into tenant.backtests (organisation_id, id, policy_id, version, days, since, until, state, total, created_by, created_at) values ($1, $2, $3, 1, 1, now(), now(), 'done', 0, 'u', now())",
            acme, backtest, policy);
        var (issuer, credential) = (Id<TrustedIssuer>.New(TimeProvider.System).Value, Id<SkillClient>.New(TimeProvider.System).Value);
        await app.RunAsync(
            "insert into tenant.skill_clients (organisation_id, id, skill_id, method, hint, created_by, expires_at) values ($1, $2, $3, 'client_secret', 'sgc_', 'u', now())",
            acme, credential, app.Demo.Skills[0].Id);
        await app.RunAsync(
            "insert into tenant.trusted_issuers (organisation_id, id, name, issuer, audience, created_by, tried_at) values ($1, $2, $2, 'https://idp.invalid', $2, 'usr_x', now())", acme, issuer);
        var provider = Id<IdentityProvider>.New(TimeProvider.System).Value;
        await app.RunAsync(
            """
            insert into tenant.identity_providers (organisation_id, id, name, kind, issuer, client_id, scopes, group_claim, group_roles, default_roles, creates_members, trusts_addresses, enabled,
                created_at, created_by)
            values ($1, $2, $2, 'oidc', 'https://idp.invalid', 'c', '{openid}', 'groups', '[]', '{}', false, false, true, now(), 'usr_x')
            """, acme, provider);
        await app.RunAsync(
            "insert into tenant.event_streams (organisation_id, provider_id, issuer, audience, enabled, created_at, created_by) values ($1, $2, 'https://idp.invalid', 'a', true, now(), 'usr_x')", acme, provider);
        var domain = Id<MailDomain>.New(TimeProvider.System).Value;
        await app.RunAsync("insert into tenant.domains (organisation_id, id, name, token, created_at, created_by) values ($1, $2, $3, 't', now(), 'usr_x')", acme, domain, $"{domain[4..]}.example");
        return new()
        {
            ["providerId"] = provider,
            ["domainId"] = domain,
            ["signInId"] = (await app.PeekAsync<string>("select max(id) from platform.sign_ins where user_id = $1 and ended_at is null", member))!,
            ["backtestId"] = backtest,
            ["savedSearchId"] = (await app.PeekAsync<string>("select max(id) from tenant.saved_searches where organisation_id = $1", acme))!,
            ["skillId"] = app.Demo.Skills[0].Id,
            ["keyId"] = (await app.PeekAsync<string>("select id from tenant.skill_keys where skill_id = $1 and revoked_at is null", app.Demo.Skills[0].Id))!,
            ["issuerId"] = issuer,
            ["mappingId"] = (string)(await admin.ExpectAsync(
                HttpStatusCode.Created, HttpMethod.Post, $"trusted-issuers/{issuer}/mappings",
                new { skillId = app.Demo.Skills[0].Id, claims = new[] { new { name = "sub", pattern = "x" } } }))!["mappings"]![0]!["id"]!,
            ["clientId"] = credential,
            ["policyId"] = policy,
            ["version"] = "1",
            ["tokenId"] = (await app.PeekAsync<string>("select id from tenant.api_tokens where organisation_id = $1 and name = 'demo-scim'", acme))!,
            ["approvalId"] = approval.Value,
            ["sessionId"] = session.Value,
            ["exchangeId"] = exchange.Value,
            ["evidenceId"] = (await app.AddEvidenceAsync()).Value,
            ["incidentId"] = incident,
            ["userId"] = member,
            ["lockId"] = put,
            ["connectionId"] = (await app.PeekAsync<string>("select id from tenant.connections where organisation_id = $1 limit 1", acme))!,
            ["listId"] = list,
            ["sinkId"] = await app.ReceiveAsync(),
            ["holdId"] = await app.KeepAsync(session),
            ["groupId"] = (string)(await admin.ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, "reviewer-groups", new { name = "g" + session.Value, members = Array.Empty<string>() }))!["id"]!,
            ["likeId"] = await LikeAsync(approval),
            ["grantId"] = await GrantAsync(),
            ["invitationId"] = (string)(await admin.ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, "partners/invitations", new
            {
                address = "somebody",
                actions = new[] { "see" },
                labels = Array.Empty<string>(),
                masking = "full",
                until = TimeProvider.System.GetUtcNow().AddDays(1),
            }))!["id"]!,
            ["channelId"] = await app.ChannelAsync(),
            ["notificationId"] = await app.MessageAsync(),
            ["offboardingId"] = await OffboardingAsync(),
            ["directoryGroupId"] = await DirectoryGroupAsync(),
            ["roleId"] = (string)(await admin.ExpectAsync(
                HttpStatusCode.Created, HttpMethod.Post, "roles", new { name = "r" + session.Value[4..].ToLowerInvariant(), description = "d", permissions = new[] { "read" } }))!["id"]!,
            ["memberInvitationId"] = (string)(await admin.ExpectAsync(
                HttpStatusCode.Created, HttpMethod.Post, "members/invitations", new { email = $"{session.Value}@invited.example", displayName = "I", roles = new[] { "reviewer" } }))!["invitation"]!["id"]!,
            ["webhookId"] = (string)(await admin.ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, "hr-webhooks", new { name = "h" + session.Value }))!["id"]!,
        };
    }

    /// <summary>A like, as if somebody had approved such a thing; and glass that was broken for it.</summary>
    private async Task<string> LikeAsync(Id<Approval> approval)
    {
        var like = Id<ApprovalLike>.New(TimeProvider.System).Value;
        await app.RunAsync(
            """
            insert into tenant.approval_likes (organisation_id, id, approval_id, skill_id, skill_name, stage, rule, policy_id, policy_version, tool, destination, person, created_by,
                created_by_name, by_organisation, created_at, until)
            select organisation_id, $2, id, skill_id, skill_name, stage, rule, policy_id, policy_version, tool, destination, 'usr_x', 'usr_x', 'X', organisation_id, now(), now() + interval '1 hour'
            from tenant.approvals where id = $1
            """, approval.Value, like);
        await app.RunAsync(
            """
            insert into tenant.broken_glass (organisation_id, approval_id, person, by_name, reason, at, incident_id, review_due_at)
            select organisation_id, id, 'usr_x', 'X', 'r', now(), 'inc_1', now() from tenant.approvals where id = $1
            """, approval.Value);
        return like;
    }

    private async Task<string> OffboardingAsync()
    {
        var offboarding = Id<Contracts.Ids.Offboarding>.New(TimeProvider.System).Value;
        await app.RunAsync(
            "insert into tenant.offboardings (organisation_id, id, user_id, at, lock_id, causes, report) values ($1, $2, $2, now(), 'lck_x', '[]', '{}')", DemoOrganisations.Acme.Value, offboarding);
        return offboarding;
    }

    private async Task<string> DirectoryGroupAsync()
    {
        var group = Id<DirectoryGroup>.New(TimeProvider.System).Value;
        await app.RunAsync(
            "insert into tenant.directory_groups (organisation_id, id, display_name, name_key, resource, created_at, updated_at) values ($1, $2, 'g', 'g', '{}', now(), now())",
            DemoOrganisations.Acme.Value, group);
        return group;
    }

    /// <summary>A grant to a third organisation: northwind is no side of it.</summary>
    private async Task<string> GrantAsync()
    {
        var stranger = await TestKit.TestTenant.AddAsync(app.Database);
        var grant = Id<Grant>.New(TimeProvider.System).Value;
        await app.RunAsync(
            "insert into tenant.grants (organisation_id, id, partner_organisation_id, actions, created_by, until) values ($1, $2, $3, '{see}', 'usr_x', now() + interval '1 hour')",
            DemoOrganisations.Acme.Value, grant, stranger.Organisation.Value);
        return grant;
    }
}
