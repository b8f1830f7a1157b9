using SaaSGate.Contracts.Ids;
using SaaSGate.Contracts.RegionLink;
using SaaSGate.Postgres.Approvals;
using SaaSGate.Postgres.Regions;
using SaaSGate.TestKit;
using Xunit;

namespace SaaSGate.Postgres.Tests.Approvals;

public sealed class ApprovalStoreTests(Database database) : IClassFixture<Database>
{
    private readonly Holds _holds = new(database);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Lists_own_and_granted_approvals_newest_first_in_parts()
    {
        var (owner, partner) = (await TestTenant.AddAsync(database), await TestTenant.AddAsync(database));
        await owner.GrantAsync(partner, "see");
        List<string> expected = [];
        for (byte i = 1; i <= 5; i++)
            expected.Insert(0, (await _holds.Store.HoldAsync(Holds.Of(i % 2 == 0 ? owner : partner, digest: i), Cancel)).ApprovalId!);

        var seen = await ReadAsync(partner, ending: false);
        Assert.Equal(expected, seen.Select(row => row.Id));
        Assert.Equal(5, await _holds.Approvals.CountWaitingAsync(partner.Organisation, Cancel));
        Assert.Equal(2, await _holds.Approvals.CountWaitingAsync(owner.Organisation, Cancel));
        Assert.All(seen, row => Assert.Equal(row.OrganisationId == owner.Organisation.Value, row.ViaGrant is not null));
        Assert.Empty(await _holds.Approvals.ListAsync(Holds.Reader(partner), new(false, Limit: 10), Cancel));
    }

    [Fact]
    public async Task Lists_own_and_granted_approvals_in_parts_by_which_ends_soonest()
    {
        var (owner, partner) = (await TestTenant.AddAsync(database), await TestTenant.AddAsync(database));
        await owner.GrantAsync(partner, "see");
        var held = new Dictionary<int, string>();
        foreach (var minutes in new[] { 3, 1, 5, 2, 4 })
            held[minutes] = (await _holds.Store.HoldAsync(Holds.Of(minutes % 2 == 0 ? owner : partner, digest: (byte)minutes, timeout: TimeSpan.FromMinutes(minutes)), Cancel)).ApprovalId!;
        Assert.Equal([held[1], held[2], held[3], held[4], held[5]], (await ReadAsync(partner, ending: true)).Select(row => row.Id));
    }

    [Fact]
    public async Task A_partner_with_a_grant_sees_and_decides_and_both_sides_know()
    {
        var (owner, partner) = (await TestTenant.AddAsync(database), await TestTenant.AddAsync(database));
        var grant = await owner.GrantAsync(partner, "see", "decide");
        var hold = Holds.Of(owner);
        Assert.Equal(2, (await _holds.Store.HoldAsync(hold, Cancel)).Feeds.Count);

        var detail = (await _holds.Approvals.FindAsync(Holds.Reader(partner), hold.Proposed, Cancel))!;
        Assert.Equal((owner.Organisation.Value, grant.Value, true), (detail.OrganisationId, detail.ViaGrant, detail.MayDecide));
        Assert.Equal(Holds.View, detail.View);

        var result = await _holds.Decisions.DecideAsync(await Holds.DecisionAsync(partner, hold.Proposed), Cancel);
        Assert.Equal(DecideOutcome.Decided, result.Outcome);
        Assert.Equal([owner.Organisation.Value, partner.Organisation.Value], result.Feeds.Select(feed => feed.OrganisationId).Order());
        foreach (var side in (TestTenant[])[owner, partner])
        {
            var row = Assert.Single(await _holds.Approvals.ListAsync(Holds.Reader(side), new(false, Limit: 10), Cancel));
            Assert.Equal(("approved", "Rita Reviewer"), (row.State, row.DecidedByName));
            Assert.Equal(1, await side.PeekAsync<long>("select count(*) from tenant.audit_log where organisation_id = $1 and action = 'approval.approved'"));
            Assert.Equal(2, await side.PeekAsync<long>("select position from tenant.feed_heads where organisation_id = $1"));
        }

        Assert.Equal("approved", await owner.PeekAsync<string>("select state from platform.decision_log where organisation_id = $1"));
    }

    [Theory]
    [InlineData("update tenant.grants set ended_at = now() where organisation_id = $1")]
    [InlineData("update tenant.grants set until = now() where organisation_id = $1")]
    public async Task A_grant_that_has_ended_gives_neither_lists_nor_details_nor_a_decision(string end)
    {
        var (owner, partner) = (await TestTenant.AddAsync(database), await TestTenant.AddAsync(database));
        await owner.GrantAsync(partner, "see", "decide");
        var hold = Holds.Of(owner);
        await _holds.Store.HoldAsync(hold, Cancel);
        await owner.PeekAsync<object>(end);

        Assert.Null(await _holds.Approvals.FindAsync(Holds.Reader(partner), hold.Proposed, Cancel));
        Assert.Equal(DecideOutcome.NotFound, (await _holds.Decisions.DecideAsync(await Holds.DecisionAsync(partner, hold.Proposed), Cancel)).Outcome);
        Assert.Empty(await _holds.Approvals.ListAsync(Holds.Reader(partner), new(null, Limit: 10), Cancel));
        Assert.Equal(0, await _holds.Approvals.CountWaitingAsync(partner.Organisation, Cancel));
        Assert.Equal("pending", await owner.PeekAsync<string>("select state from tenant.approvals where organisation_id = $1"));
    }

    [Fact]
    public async Task A_grant_to_see_does_not_let_decide()
    {
        var (owner, partner) = (await TestTenant.AddAsync(database), await TestTenant.AddAsync(database));
        await owner.GrantAsync(partner, "see");
        var hold = Holds.Of(owner);
        await _holds.Store.HoldAsync(hold, Cancel);
        Assert.False((await _holds.Approvals.FindAsync(Holds.Reader(partner), hold.Proposed, Cancel))!.MayDecide);
        Assert.Equal(DecideOutcome.Forbidden, (await _holds.Decisions.DecideAsync(await Holds.DecisionAsync(partner, hold.Proposed), Cancel)).Outcome);
    }

    [Fact]
    public async Task A_partner_is_told_no_session_exchange_group_or_role_of_the_owner()
    {
        var (owner, partner) = (await TestTenant.AddAsync(database), await TestTenant.AddAsync(database));
        await owner.GrantAsync(partner, "see", "decide");
        var hold = Holds.Of(owner, route: HoldRoute.Anyone with { Reviewers = ["finance"], Roles = ["admin"], EscalateAfter = TimeSpan.FromMinutes(1), EscalateTo = ["board"] });
        await _holds.Store.HoldAsync(hold, Cancel);
        var given = (await _holds.Approvals.FindAsync(Holds.Reader(partner), hold.Proposed, Cancel))!;
        Assert.Equal((null, null, hold.Destination), (given.SessionId, given.ExchangeId, given.Destination));
        Assert.Empty(given.Reviewers.Concat(given.Roles).Concat(given.EscalateTo));
        var own = (await _holds.Approvals.FindAsync(Holds.Reader(owner), hold.Proposed, Cancel))!;
        Assert.Equal((hold.Session.Value, hold.Exchange.Value), (own.SessionId, own.ExchangeId));
        Assert.Equal(["finance", "admin", "board"], own.Reviewers.Concat(own.Roles).Concat(own.EscalateTo));
    }

    [Fact]
    public async Task A_partner_who_is_given_summaries_finds_no_line_of_the_prompt()
    {
        var (owner, partner) = (await TestTenant.AddAsync(database), await TestTenant.AddAsync(database));
        await owner.GrantAsync(partner, "see", "decide");
        await owner.PeekAsync<object>("update tenant.grants set masking = 'summary' where organisation_id = $1");
        var hold = Holds.Of(owner);
        await _holds.Store.HoldAsync(hold, Cancel);
        Assert.Equal("", (await _holds.Approvals.FindAsync(Holds.Reader(partner), hold.Proposed, Cancel))!.Summary);
        Assert.Equal("", (await _holds.Approvals.ListAsync(Holds.Reader(partner), new(null, Limit: 10), Cancel)).Single().Summary);
        Assert.Equal(hold.Summary, (await _holds.Approvals.FindAsync(Holds.Reader(owner), hold.Proposed, Cancel))!.Summary);
    }

    [Fact]
    public async Task A_stranger_finds_nothing()
    {
        var (owner, stranger) = (await TestTenant.AddAsync(database), await TestTenant.AddAsync(database));
        var hold = Holds.Of(owner);
        await _holds.Store.HoldAsync(hold, Cancel);
        Assert.Null(await _holds.Approvals.FindAsync(Holds.Reader(stranger), hold.Proposed, Cancel));
        Assert.Empty(await _holds.Approvals.ListAsync(Holds.Reader(stranger), new(null, Limit: 10), Cancel));
        Assert.Equal(DecideOutcome.NotFound, (await _holds.Decisions.DecideAsync(await Holds.DecisionAsync(stranger, hold.Proposed), Cancel)).Outcome);
    }

    [Fact]
    public async Task The_owner_of_the_skill_decides_nothing_not_even_as_a_partner()
    {
        var (owner, partner) = (await TestTenant.AddAsync(database), await TestTenant.AddAsync(database));
        await owner.GrantAsync(partner, "decide");
        var hold = Holds.Of(owner);
        await _holds.Store.HoldAsync(hold, Cancel);
        Assert.Equal(DecideOutcome.OwnRequest, (await _holds.Decisions.DecideAsync(await Holds.DecisionAsync(owner, hold.Proposed, reviewer: owner.Owner), Cancel)).Outcome);
        await JoinAsync(partner, owner.Owner);
        Assert.Equal(DecideOutcome.OwnRequest, (await _holds.Decisions.DecideAsync(await Holds.DecisionAsync(partner, hold.Proposed, reviewer: owner.Owner), Cancel)).Outcome);

        // Neither does who has taken the skill over since.
        var heir = await owner.AddMemberAsync("reviewer");
        await owner.PeekAsync<object>("update tenant.skills set owner_user_id = $2 where organisation_id = $1", heir.Value);
        Assert.Equal(DecideOutcome.OwnRequest, (await _holds.Decisions.DecideAsync(await Holds.DecisionAsync(owner, hold.Proposed, reviewer: heir), Cancel)).Outcome);
    }

    [Fact]
    public async Task The_owner_of_the_skill_decides_nothing_through_a_token_either()
    {
        var (owner, partner) = (await TestTenant.AddAsync(database), await TestTenant.AddAsync(database));
        await owner.GrantAsync(partner, "see", "decide");
        var hold = Holds.Of(owner);
        await _holds.Store.HoldAsync(hold, Cancel);
        await JoinAsync(partner, owner.Owner);
        foreach (var side in (TestTenant[])[owner, partner])
            Assert.Equal(DecideOutcome.OwnRequest, (await _holds.Decisions.DecideAsync(await Holds.DecisionAsync(side, hold.Proposed, onBehalfOf: owner.Owner.Value), Cancel)).Outcome);
        Assert.Equal(DecideOutcome.Decided, (await _holds.Decisions.DecideAsync(await Holds.DecisionAsync(owner, hold.Proposed, onBehalfOf: "system"), Cancel)).Outcome);
    }

    [Theory]
    [InlineData("decide")]
    [InlineData("expire")]
    [InlineData("stop")]
    public async Task A_partner_hears_of_an_end_while_its_grant_lives_and_never_of_sessions(string end)
    {
        var (owner, partner) = (await TestTenant.AddAsync(database), await TestTenant.AddAsync(database));
        await owner.GrantAsync(partner, "see");
        var (heard, missed) = (Holds.Of(owner), Holds.Of(owner, digest: 2));
        await _holds.Store.HoldAsync(heard, Cancel);
        await _holds.Store.HoldAsync(missed, Cancel);
        await EndAsync(heard);
        var live = await partner.PeekAsync<long>("select position from tenant.feed_heads where organisation_id = $1");
        Assert.Equal(end == "stop" ? 4 : 3, live);

        await owner.PeekAsync<object>("update tenant.grants set ended_at = now() where organisation_id = $1");
        if (end != "stop")
            await EndAsync(missed);
        await _holds.Store.HoldAsync(Holds.Of(owner, digest: 3), Cancel);
        Assert.Equal(live, await partner.PeekAsync<long>("select position from tenant.feed_heads where organisation_id = $1"));
        Assert.Equal(0, await partner.PeekAsync<long>("select count(*) from tenant.feed where organisation_id = $1 and payload ?| array['sessionId', 'exchangeId']"));
        Assert.NotEqual(0, await owner.PeekAsync<long>("select count(*) from tenant.feed where organisation_id = $1 and payload ?& array['sessionId', 'exchangeId', 'skillName']"));

        async Task EndAsync(HoldExchange hold)
        {
            if (end == "decide")
            {
                await _holds.Decisions.DecideAsync(await Holds.DecisionAsync(owner, hold.Proposed), Cancel);
            }
            else if (end == "expire")
            {
                await owner.PeekAsync<object>("update tenant.approvals set expires_at = now() where organisation_id = $1 and id = $2", hold.Proposed.Value);
                await _holds.Store.ExpireAsync(owner.Organisation, hold.Proposed.Value, Cancel);
            }
            else
            {
                await new StopStore(database.Tenants, TimeProvider.System)
                    .AddLockAsync(new(owner.Organisation, StopKind.Skill, owner.Skill.Value), "stop", new("usr_x", "X"), Cancel);
            }
        }
    }

    [Fact]
    public async Task A_grant_opens_what_it_lists_and_nothing_else_of_its_owner()
    {
        var (owner, partner) = (await TestTenant.AddAsync(database), await TestTenant.AddAsync(database));
        await _holds.Store.HoldAsync(Holds.Of(owner), Cancel);
        var grant = await owner.GrantAsync(partner, "see");
        var listed = Holds.Of(owner, digest: 2);
        await _holds.Store.HoldAsync(listed, Cancel);
        Assert.Equal([listed.Proposed.Value], await SeenAsync());

        // A grant that neither lets see nor decide opens nothing.
        await owner.PeekAsync<object>("update tenant.grants set actions = '{export}' where organisation_id = $1");
        Assert.Empty(await SeenAsync());

        Task<List<string>> SeenAsync() => database.Tenants.InTenantAsync(new TenantScope(partner.Organisation, null, grant), async connection =>
        {
            await using var read = new Npgsql.NpgsqlCommand("select id from tenant.approvals", connection);
            await using var rows = await read.ExecuteReaderAsync(Cancel);
            var ids = new List<string>();
            while (await rows.ReadAsync(Cancel))
                ids.Add(rows.GetString(0));
            return ids;
        }, Cancel);
    }

    [Theory]
    [InlineData("update tenant.approval_projections set state = 'approved'")]
    [InlineData("delete from tenant.approval_projections")]
    public async Task A_partner_changes_nothing_of_what_is_listed_for_it(string write)
    {
        var (owner, partner) = (await TestTenant.AddAsync(database), await TestTenant.AddAsync(database));
        await owner.GrantAsync(partner, "see", "decide");
        await _holds.Store.HoldAsync(Holds.Of(owner), Cancel);
        Assert.Equal(0, await RunAsync(partner, write));
    }

    [Fact]
    public async Task An_organisation_lists_nothing_for_another_without_a_live_grant()
    {
        var (owner, stranger) = (await TestTenant.AddAsync(database), await TestTenant.AddAsync(database));
        var insert = $"""
            insert into tenant.approval_projections
                (partner_organisation_id, organisation_id, organisation_name, approval_id, grant_id, skill_id, skill_name, stage, needed, votes, asked, step_up, tool, destination, view_digest, rule,
                 severity, summary, state, created_at, expires_at)
            values ('{stranger.Organisation}', '{owner.Organisation}', 'Spam', 'apr_x', 'GRANT', 'skl', 's', 'request', 1, 0, true, false, '', '', '', 'r', 'low', 'Click here', 'pending', now(), now())
            """;
        var none = await Assert.ThrowsAsync<Npgsql.PostgresException>(() => RunAsync(owner, insert));
        Assert.Equal(Npgsql.PostgresErrorCodes.InsufficientPrivilege, none.SqlState);

        var grant = await owner.GrantAsync(stranger, "see");
        Assert.Equal(1, await RunAsync(owner, insert.Replace("GRANT", grant.Value, StringComparison.Ordinal)));
    }

    private Task<int> RunAsync(TestTenant tenant, string sql) => database.Tenants.InTenantAsync(tenant.Organisation, async connection =>
    {
        await using var command = new Npgsql.NpgsqlCommand(sql, connection);
        return await command.ExecuteNonQueryAsync(Cancel);
    }, Cancel);

    [Fact]
    public async Task Nobody_decides_what_they_did_not_see()
    {
        var owner = await TestTenant.AddAsync(database);
        var hold = Holds.Of(owner);
        await _holds.Store.HoldAsync(hold, Cancel);
        Assert.Equal(DecideOutcome.ViewChanged, (await _holds.Decisions.DecideAsync(await Holds.DecisionAsync(owner, hold.Proposed, seen: [1]), Cancel)).Outcome);
    }

    [Fact]
    public async Task The_first_of_many_decisions_holds()
    {
        var owner = await TestTenant.AddAsync(database);
        var hold = Holds.Of(owner);
        await _holds.Store.HoldAsync(hold, Cancel);
        var results = await Task.WhenAll(Enumerable.Range(0, 8).Select(async i => await _holds.Decisions.DecideAsync(await Holds.DecisionAsync(owner, hold.Proposed, i % 2 == 0), Cancel)));
        Assert.Single(results, result => result.Outcome == DecideOutcome.Decided);
        Assert.Equal(7, results.Count(result => result.Outcome == DecideOutcome.AlreadyDecided));
    }

    [Fact]
    public async Task Time_that_is_up_beats_a_decision()
    {
        var owner = await TestTenant.AddAsync(database);
        var hold = Holds.Of(owner, timeout: TimeSpan.Zero);
        await _holds.Store.HoldAsync(hold, Cancel);
        Assert.Equal(DecideOutcome.AlreadyDecided, (await _holds.Decisions.DecideAsync(await Holds.DecisionAsync(owner, hold.Proposed), Cancel)).Outcome);
    }

    /// <summary>Makes a person of another organisation a reviewer of this one too.</summary>
    private static Task<object?> JoinAsync(TestTenant tenant, Id<User> person) => tenant.PeekAsync<object>(
        "insert into tenant.members (organisation_id, user_id, display_name, email, roles) values ($1, $2, 'Olga Owner', 'olga@example.com', '{reviewer}')", person.Value);

    /// <summary>All that waits, two at a time.</summary>
    private async Task<List<ApprovalRow>> ReadAsync(TestTenant reader, bool ending)
    {
        List<ApprovalRow> seen = [];
        do
        {
            var last = seen.LastOrDefault();
            seen.AddRange(await _holds.Approvals.ListAsync(Holds.Reader(reader), new(true, Ending: ending, LastAt: ending ? last?.ExpiresAt : last?.CreatedAt, LastId: last?.Id, Limit: 2), Cancel));
        }
        while (seen.Count is 2 or 4);
        return seen;
    }
}
