using Npgsql;
using SaaSGate.Contracts.Ids;
using SaaSGate.Postgres.Approvals;
using SaaSGate.TestKit;
using Xunit;

namespace SaaSGate.Postgres.Tests.Approvals;

public sealed class VotingTests(Database database) : IClassFixture<Database>
{
    private static readonly HoldRoute Two = HoldRoute.Anyone with { Approvals = 2 };
    private readonly Holds _holds = new(database);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_distinct_people_approve_and_the_first_is_a_vote()
    {
        var owner = await TestTenant.AddAsync(database);
        var hold = Holds.Of(owner, route: Two);
        await _holds.Store.HoldAsync(hold, Cancel);
        var first = await DecideAsync(owner, hold, await owner.AddMemberAsync("reviewer"));
        Assert.Equal((DecideOutcome.Voted, "pending"), (first.Outcome, first.Verdict!.State));
        Assert.Equal(["ApprovalVoted"], first.Feeds.Select(feed => feed.Event.Kind));
        Assert.Equal(1, first.Feeds[0].Event.Payload.GetProperty("votes").GetInt32());
        Assert.False((await _holds.Store.ConsumeAsync(Holds.Consumption(hold), Cancel)).Granted);

        Assert.Equal(DecideOutcome.Decided, (await DecideAsync(owner, hold, await owner.AddMemberAsync("reviewer"))).Outcome);
        Assert.True((await _holds.Store.ConsumeAsync(Holds.Consumption(hold), Cancel)).Granted);
        var row = (await _holds.Approvals.FindAsync(Holds.Reader(owner), hold.Proposed, Cancel))!;
        Assert.Equal((2, "votes", "Rita Reviewer, Rita Reviewer"), (row.Votes, row.How, row.DecidedByName));
        Assert.Equal(2, (await _holds.Approvals.ListVotesAsync(owner.Organisation, hold.Proposed, Cancel)).Count);
        Assert.Equal(1, await owner.PeekAsync<long>("select count(*) from tenant.audit_log where organisation_id = $1 and action = 'approval.voted'"));
    }

    [Fact]
    public async Task One_person_never_counts_twice_whatever_the_token()
    {
        var owner = await TestTenant.AddAsync(database);
        var hold = Holds.Of(owner, route: Two);
        await _holds.Store.HoldAsync(hold, Cancel);
        var person = await owner.AddMemberAsync("reviewer");
        Assert.Equal(DecideOutcome.Voted, (await DecideAsync(owner, hold, person)).Outcome);
        Assert.Equal(DecideOutcome.AlreadyVoted, (await DecideAsync(owner, hold, person)).Outcome);
        Assert.Equal(DecideOutcome.AlreadyVoted, (await DecideAsync(owner, hold, Id<User>.New(TimeProvider.System), onBehalfOf: person.Value)).Outcome);
        Assert.Equal("pending", (await _holds.Approvals.FindAsync(Holds.Reader(owner), hold.Proposed, Cancel))!.State);
    }

    [Fact]
    public async Task Of_many_who_vote_at_once_exactly_as_many_count_as_are_needed()
    {
        var owner = await TestTenant.AddAsync(database);
        var hold = Holds.Of(owner, route: HoldRoute.Anyone with { Approvals = 3 });
        await _holds.Store.HoldAsync(hold, Cancel);
        var people = new List<Id<User>>();
        while (people.Count < 6)
            people.Add(await owner.AddMemberAsync("reviewer"));
        var results = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => DecideAsync(owner, hold, people[i % 6])));
        Assert.Equal(2, results.Count(result => result.Outcome == DecideOutcome.Voted));
        Assert.Single(results, result => result.Outcome == DecideOutcome.Decided);
        Assert.DoesNotContain(results, result => result.Outcome is not (DecideOutcome.Voted or DecideOutcome.Decided or DecideOutcome.AlreadyDecided or DecideOutcome.AlreadyVoted));
        Assert.Equal(3L, await owner.PeekAsync<long>("select count(*) from tenant.approval_votes where organisation_id = $1"));
    }

    [Theory]
    [InlineData("update tenant.members set roles = '{responder}' where organisation_id = $1 and user_id = $2")]
    [InlineData("delete from tenant.members where organisation_id = $1 and user_id = $2")]
    [InlineData("update tenant.skills set owner_user_id = $2 where organisation_id = $1")]
    public async Task A_vote_counts_as_long_as_who_gave_it_may_decide(string change)
    {
        var owner = await TestTenant.AddAsync(database);
        var hold = Holds.Of(owner, route: Two);
        await _holds.Store.HoldAsync(hold, Cancel);
        var gone = await owner.AddMemberAsync("reviewer");
        await DecideAsync(owner, hold, gone);
        await owner.PeekAsync<object>(change, gone.Value);
        var second = await DecideAsync(owner, hold, await owner.AddMemberAsync("reviewer"));
        Assert.Equal((DecideOutcome.Voted, 1), (second.Outcome, second.Feeds[0].Event.Payload.GetProperty("votes").GetInt32()));
        Assert.Equal(DecideOutcome.Decided, (await DecideAsync(owner, hold, await owner.AddMemberAsync("admin"))).Outcome);
    }

    [Theory]
    [InlineData("update tenant.members set roles = '{responder}' where organisation_id = $1 and user_id = $2")]
    [InlineData("update tenant.members set roles = '{}', status = 'inactive' where organisation_id = $1 and user_id = $2")]
    [InlineData("delete from tenant.members where organisation_id = $1 and user_id = $2")]
    public async Task Who_was_let_in_and_may_decide_no_longer_decides_and_changes_nothing(string change)
    {
        var (owner, partner) = (await TestTenant.AddAsync(database), await TestTenant.AddAsync(database));
        await owner.GrantAsync(partner, "see", "decide");
        var hold = Holds.Of(owner);
        await _holds.Store.HoldAsync(hold, Cancel);
        foreach (var side in (TestTenant[])[owner, partner])
        {
            var gone = await side.AddMemberAsync("reviewer");
            await side.PeekAsync<object>(change, gone.Value);
            Assert.Equal(DecideOutcome.Forbidden, (await DecideAsync(side, hold, gone)).Outcome);
            Assert.Equal(DecideOutcome.Forbidden, (await DecideAsync(side, hold, gone, approve: false)).Outcome);
            Assert.Equal(DecideOutcome.Forbidden, (await DecideAsync(side, hold, Id<User>.New(TimeProvider.System), onBehalfOf: gone.Value)).Outcome);
            Assert.Equal(DecideOutcome.Forbidden, (await _holds.Decisions.EditAsync(await Holds.DecisionAsync(side, hold.Proposed, reviewer: gone), [new("/messages/0/content", "x")], Cancel)).Outcome);
        }

        Assert.Equal("pending", (await _holds.Approvals.FindAsync(Holds.Reader(owner), hold.Proposed, Cancel))!.State);
        Assert.Equal(0L, await owner.PeekAsync<long>("select count(*) from tenant.approvals a where organisation_id = $1 and (edits is not null or exists (select from tenant.approval_votes v where v.approval_id = a.id))"));
        Assert.Equal(DecideOutcome.Decided, (await DecideAsync(partner, hold, await partner.AddMemberAsync("reviewer"))).Outcome);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_decision_waits_for_who_takes_the_role_at_that_moment_and_is_refused(bool byPartner)
    {
        var (owner, partner) = (await TestTenant.AddAsync(database), await TestTenant.AddAsync(database));
        await owner.GrantAsync(partner, "see", "decide");
        var side = byPartner ? partner : owner;
        var gone = await side.AddMemberAsync("reviewer");
        var hold = Holds.Of(owner);
        await _holds.Store.HoldAsync(hold, Cancel);
        await using var connection = await database.Owner.OpenConnectionAsync(Cancel);
        await using var taking = await connection.BeginTransactionAsync(Cancel);
        await using var take = new NpgsqlCommand("update tenant.members set roles = '{responder}' where organisation_id = $1 and user_id = $2", connection, taking)
        {
            Parameters = { new() { Value = side.Organisation.Value }, new() { Value = gone.Value } },
        };
        await take.ExecuteNonQueryAsync(Cancel);
        var deciding = DecideAsync(side, hold, gone);
        await database.UntilItWaitsAsync(deciding);
        Assert.False(deciding.IsCompleted);
        await taking.CommitAsync(Cancel);
        Assert.Equal(DecideOutcome.Forbidden, (await deciding).Outcome);
        Assert.Equal("pending", (await _holds.Approvals.FindAsync(Holds.Reader(owner), hold.Proposed, Cancel))!.State);
    }

    [Fact]
    public async Task Glass_is_broken_by_those_only_who_still_manage()
    {
        var owner = await TestTenant.AddAsync(database);
        var hold = Holds.Of(owner);
        await _holds.Store.HoldAsync(hold, Cancel);
        var admin = await owner.AddMemberAsync("admin");
        await owner.PeekAsync<object>("update tenant.members set roles = '{reviewer}' where organisation_id = $1 and user_id = $2", admin.Value);
        Assert.Equal(DecideOutcome.Forbidden, (await _holds.Decisions.BreakGlassAsync(await Holds.DecisionAsync(owner, hold.Proposed, reviewer: admin, fresh: true), "production is down", Cancel)).Outcome);
        Assert.Equal(0L, await owner.PeekAsync<long>("select count(*) from tenant.broken_glass where organisation_id = $1"));
        Assert.Equal(DecideOutcome.Decided, (await DecideAsync(owner, hold, admin)).Outcome);
    }

    [Fact]
    public async Task A_vote_of_who_has_left_the_group_counts_no_more_and_lets_no_author_deny()
    {
        var owner = await TestTenant.AddAsync(database);
        var (gone, author) = (await owner.AddMemberAsync("reviewer"), await owner.AddMemberAsync("reviewer"));
        await owner.PeekAsync<object>("update tenant.policy_versions set created_by = $2 where organisation_id = $1", author.Value);
        var groups = new ReviewerGroupStore(database.Tenants, TimeProvider.System);
        var group = (await groups.SaveAsync(owner.Organisation, null, 0, new("finance", [gone.Value, author.Value], null), Audit.Actor.System, Cancel)).Group!;
        var hold = Holds.Of(owner, route: Two with { Reviewers = ["finance"] });
        await _holds.Store.HoldAsync(hold, Cancel);
        await DecideAsync(owner, hold, gone);
        await groups.SaveAsync(owner.Organisation, Id<ReviewGroup>.Parse(group.Id), 1, new("finance", [author.Value], null), Audit.Actor.System, Cancel);
        Assert.Equal(DecideOutcome.OwnPolicy, (await DecideAsync(owner, hold, author, approve: false)).Outcome);
        Assert.Equal(DecideOutcome.Voted, (await DecideAsync(owner, hold, author)).Outcome);
    }

    [Theory]
    [InlineData(null, DecideOutcome.Decided)]
    [InlineData("update tenant.grants set ended_at = now() where organisation_id = $1", DecideOutcome.Voted)]
    [InlineData("update tenant.grants set until = now() where organisation_id = $1", DecideOutcome.Voted)]
    [InlineData("update tenant.grants set actions = '{see}' where organisation_id = $1", DecideOutcome.Voted)]
    [InlineData("update tenant.grants set labels = '{billing}' where organisation_id = $1", DecideOutcome.Voted)]
    public async Task A_vote_of_a_partner_counts_as_long_as_its_grant_lets_it_decide(string? change, DecideOutcome expected)
    {
        var (owner, partner) = (await TestTenant.AddAsync(database), await TestTenant.AddAsync(database));
        await owner.GrantAsync(partner, "see", "decide");
        var hold = Holds.Of(owner, route: Two);
        await _holds.Store.HoldAsync(hold, Cancel);
        Assert.Equal(DecideOutcome.Voted, (await DecideAsync(partner, hold, await partner.AddMemberAsync("reviewer"))).Outcome);
        if (change is not null)
            await owner.PeekAsync<object>(change);
        Assert.Equal(expected, (await DecideAsync(owner, hold, await owner.AddMemberAsync("reviewer"))).Outcome);
    }

    [Fact]
    public async Task One_denial_denies_however_many_have_approved()
    {
        var owner = await TestTenant.AddAsync(database);
        var hold = Holds.Of(owner, route: Two);
        await _holds.Store.HoldAsync(hold, Cancel);
        await DecideAsync(owner, hold, await owner.AddMemberAsync("reviewer"));
        Assert.Equal(DecideOutcome.Decided, (await DecideAsync(owner, hold, await owner.AddMemberAsync("reviewer"), approve: false)).Outcome);
        Assert.Equal(DecideOutcome.AlreadyDecided, (await DecideAsync(owner, hold, await owner.AddMemberAsync("reviewer"))).Outcome);
    }

    [Fact]
    public async Task Who_comes_second_is_told_by_whom_and_when()
    {
        var owner = await TestTenant.AddAsync(database);
        var hold = Holds.Of(owner);
        await _holds.Store.HoldAsync(hold, Cancel);
        await DecideAsync(owner, hold, await owner.AddMemberAsync("reviewer"), approve: false);
        var second = await DecideAsync(owner, hold, await owner.AddMemberAsync("reviewer"));
        Assert.Equal((DecideOutcome.AlreadyDecided, "denied", "Rita Reviewer"), (second.Outcome, second.Verdict!.State, second.Verdict.ByName));
        Assert.NotNull(second.Verdict.At);
        Assert.Empty(second.Feeds);
    }

    [Fact]
    public async Task Who_wrote_the_policy_counts_beside_another_only()
    {
        var owner = await TestTenant.AddAsync(database);
        var author = await owner.AddMemberAsync("reviewer");
        await owner.PeekAsync<object>("update tenant.policy_versions set created_by = $2 where organisation_id = $1", author.Value);
        var alone = Holds.Of(owner);
        await _holds.Store.HoldAsync(alone, Cancel);
        Assert.Equal(DecideOutcome.OwnPolicy, (await DecideAsync(owner, alone, author)).Outcome);
        Assert.Equal(DecideOutcome.OwnPolicy, (await DecideAsync(owner, alone, author, approve: false)).Outcome);
        Assert.Equal(DecideOutcome.OwnPolicy, (await DecideAsync(owner, alone, Id<User>.New(TimeProvider.System), onBehalfOf: author.Value)).Outcome);
        Assert.True((await _holds.Approvals.FindAsync(Holds.Reader(owner, author), alone.Proposed, Cancel))!.WrotePolicy);

        var both = Holds.Of(owner, digest: 2, route: Two);
        await _holds.Store.HoldAsync(both, Cancel);
        Assert.Equal(DecideOutcome.Voted, (await DecideAsync(owner, both, author)).Outcome);
        Assert.Equal(DecideOutcome.Decided, (await DecideAsync(owner, both, await owner.AddMemberAsync("reviewer"))).Outcome);

        // So does who put it in force.
        var activator = await owner.AddMemberAsync("reviewer");
        await owner.PeekAsync<object>("update tenant.policy_versions set activated_by = $2 where organisation_id = $1", activator.Value);
        Assert.Equal(DecideOutcome.OwnPolicy, (await DecideAsync(owner, alone, activator)).Outcome);

        // A token that wrote it is who made the token.
        await owner.PeekAsync<object>(
            "insert into tenant.api_tokens (organisation_id, id, name, hash, scopes, created_by, expires_at) values ($1, 'tok_author', 't', sha256($1::bytea), '{}', $2, now() + interval '1 day')", author.Value);
        await owner.PeekAsync<object>("update tenant.policy_versions set created_by = 'tok_author' where organisation_id = $1");
        Assert.Equal(DecideOutcome.OwnPolicy, (await DecideAsync(owner, alone, author)).Outcome);
    }

    [Fact]
    public async Task Only_those_whom_the_rule_asks_decide()
    {
        var owner = await TestTenant.AddAsync(database);
        var (member, other, admin) = (await owner.AddMemberAsync("reviewer"), await owner.AddMemberAsync("reviewer"), await owner.AddMemberAsync("admin"));
        var groups = new ReviewerGroupStore(database.Tenants, TimeProvider.System);
        var route = HoldRoute.Anyone with { Reviewers = ["finance"] };

        // Nobody is in a group of that name: the admins decide.
        var orphan = Holds.Of(owner, route: route);
        await _holds.Store.HoldAsync(orphan, Cancel);
        Assert.Equal(DecideOutcome.NotAsked, (await DecideAsync(owner, orphan, member)).Outcome);
        Assert.Equal(DecideOutcome.Decided, (await DecideAsync(owner, orphan, admin)).Outcome);

        var saved = await groups.SaveAsync(owner.Organisation, null, 0, new("finance", [member.Value], null), Audit.Actor.System, Cancel);
        Assert.Equal(ReviewerGroupOutcome.Done, saved.Outcome);
        var hold = Holds.Of(owner, digest: 2, route: route);
        await _holds.Store.HoldAsync(hold, Cancel);
        Assert.Equal(DecideOutcome.NotAsked, (await DecideAsync(owner, hold, other)).Outcome);
        Assert.Equal(DecideOutcome.NotAsked, (await DecideAsync(owner, hold, admin)).Outcome);
        Assert.Equal([hold.Proposed.Value], (await _holds.Approvals.ListAsync(Holds.Reader(owner, member), new(Waiting: true, Mine: true), Cancel)).Select(row => row.Id));
        Assert.Empty(await _holds.Approvals.ListAsync(Holds.Reader(owner, other), new(Waiting: true, Mine: true), Cancel));
        Assert.Equal(DecideOutcome.Decided, (await DecideAsync(owner, hold, member)).Outcome);
    }

    [Theory]
    [InlineData("update tenant.members set roles = '{responder}' where organisation_id = $1 and user_id = $2")]
    [InlineData("delete from tenant.members where organisation_id = $1 and user_id = $2")]
    [InlineData("update tenant.skills set owner_user_id = $2 where organisation_id = $1")]
    public async Task Where_nobody_of_a_group_could_decide_the_admins_do(string change)
    {
        var owner = await TestTenant.AddAsync(database);
        var (member, other, admin) = (await owner.AddMemberAsync("reviewer"), await owner.AddMemberAsync("reviewer"), await owner.AddMemberAsync("admin"));
        await new ReviewerGroupStore(database.Tenants, TimeProvider.System).SaveAsync(owner.Organisation, null, 0, new("finance", [member.Value], null), Audit.Actor.System, Cancel);
        var hold = Holds.Of(owner, route: HoldRoute.Anyone with { Reviewers = ["finance"] });
        await _holds.Store.HoldAsync(hold, Cancel);
        Assert.False(await _holds.Approvals.IsAskedAsync(owner.Organisation, hold.Proposed.Value, admin.Value, Cancel));
        await owner.PeekAsync<object>(change, member.Value);
        Assert.True(await _holds.Approvals.IsAskedAsync(owner.Organisation, hold.Proposed.Value, admin.Value, Cancel));
        Assert.Equal(DecideOutcome.NotAsked, (await DecideAsync(owner, hold, other)).Outcome);
        Assert.Equal(DecideOutcome.Decided, (await DecideAsync(owner, hold, admin)).Outcome);
    }

    [Fact]
    public async Task Where_only_a_partner_is_asked_the_admins_decide_once_its_grant_ends()
    {
        var (owner, partner) = (await TestTenant.AddAsync(database), await TestTenant.AddAsync(database));
        await owner.GrantAsync(partner, "see", "decide");
        var admin = await owner.AddMemberAsync("admin");
        await new ReviewerGroupStore(database.Tenants, TimeProvider.System).SaveAsync(
            owner.Organisation, null, 0, new("soc", [partner.Organisation.Value], null), Audit.Actor.System, Cancel);
        var hold = Holds.Of(owner, route: HoldRoute.Anyone with { Reviewers = ["soc"] });
        await _holds.Store.HoldAsync(hold, Cancel);
        Assert.Equal(DecideOutcome.NotAsked, (await DecideAsync(owner, hold, admin)).Outcome);
        await owner.PeekAsync<object>("update tenant.grants set ended_at = now() where organisation_id = $1");
        Assert.Equal(DecideOutcome.Decided, (await DecideAsync(owner, hold, admin)).Outcome);
    }

    [Fact]
    public async Task Who_was_asked_first_is_asked_on_when_it_escalates()
    {
        var owner = await TestTenant.AddAsync(database);
        var (second, admin) = (await owner.AddMemberAsync("reviewer"), await owner.AddMemberAsync("admin"));
        var groups = new ReviewerGroupStore(database.Tenants, TimeProvider.System);
        await groups.SaveAsync(owner.Organisation, null, 0, new("second", [second.Value], null), Audit.Actor.System, Cancel);
        byte digest = 1;
        foreach (var decider in new[] { admin, second })
        {
            // Nobody is in the group that is asked first, so the admins are.
            var hold = Holds.Of(owner, digest++, route: HoldRoute.Anyone with { Reviewers = ["first"], EscalateAfter = TimeSpan.Zero, EscalateTo = ["second"] });
            await _holds.Store.HoldAsync(hold, Cancel);
            Assert.NotEmpty(await _holds.Store.EscalateAsync(owner.Organisation, hold.Proposed.Value, Cancel));
            Assert.Equal(DecideOutcome.Decided, (await DecideAsync(owner, hold, decider)).Outcome);
        }
    }

    [Fact]
    public async Task One_of_the_required_roles_is_needed()
    {
        var owner = await TestTenant.AddAsync(database);
        var (reviewer, admin) = (await owner.AddMemberAsync("reviewer"), await owner.AddMemberAsync("admin"));
        var hold = Holds.Of(owner, route: HoldRoute.Anyone with { Roles = ["admin"] });
        await _holds.Store.HoldAsync(hold, Cancel);
        Assert.Equal(DecideOutcome.NotAsked, (await DecideAsync(owner, hold, reviewer)).Outcome);
        Assert.Equal(DecideOutcome.Decided, (await DecideAsync(owner, hold, Id<User>.New(TimeProvider.System), onBehalfOf: admin.Value)).Outcome);
    }

    [Fact]
    public async Task A_role_that_a_partner_gives_is_none_of_those_that_a_rule_asks_for()
    {
        var (owner, partner) = (await TestTenant.AddAsync(database), await TestTenant.AddAsync(database));
        await owner.GrantAsync(partner, "see", "decide");
        var (admin, own) = (await partner.AddMemberAsync("admin"), await owner.AddMemberAsync("admin"));
        await new ReviewerGroupStore(database.Tenants, TimeProvider.System).SaveAsync(
            owner.Organisation, null, 0, new("soc", [partner.Organisation.Value], null), Audit.Actor.System, Cancel);
        byte digest = 1;
        foreach (var (route, asked) in new[]
        {
            (HoldRoute.Anyone with { Roles = ["admin"] }, false), (HoldRoute.Anyone with { Reviewers = ["soc"], Roles = ["admin"] }, false),
            (HoldRoute.Anyone with { Reviewers = ["soc"] }, true), (HoldRoute.Anyone with { Reviewers = ["nobody"], Roles = ["admin"], EscalateAfter = TimeSpan.Zero, EscalateTo = ["soc"] }, false),
        })
        {
            var hold = Holds.Of(owner, digest++, route: route);
            await _holds.Store.HoldAsync(hold, Cancel);
            await _holds.Store.EscalateAsync(owner.Organisation, hold.Proposed.Value, Cancel);
            Assert.Equal(asked, (await _holds.Approvals.FindAsync(Holds.Reader(partner, admin), hold.Proposed, Cancel))!.Asked);
            Assert.Equal(asked, (await _holds.Approvals.ListAsync(Holds.Reader(partner, admin), new(Waiting: true), Cancel)).Single(row => row.Id == hold.Proposed.Value).Asked);
            // Somebody always is.
            Assert.NotEqual(asked, await _holds.Approvals.IsAskedAsync(owner.Organisation, hold.Proposed.Value, own.Value, Cancel));
            Assert.Equal(asked ? DecideOutcome.Decided : DecideOutcome.NotAsked, (await DecideAsync(partner, hold, admin)).Outcome);
        }
    }

    [Fact]
    public async Task A_rule_that_asks_for_a_fresh_sign_in_takes_no_other()
    {
        var owner = await TestTenant.AddAsync(database);
        var hold = Holds.Of(owner, route: HoldRoute.Anyone with { StepUp = true });
        await _holds.Store.HoldAsync(hold, Cancel);
        var reviewer = await owner.AddMemberAsync("reviewer");
        Assert.Equal(DecideOutcome.StepUpNeeded, (await DecideAsync(owner, hold, reviewer)).Outcome);
        Assert.Equal(DecideOutcome.Decided, (await _holds.Decisions.DecideAsync(await Holds.DecisionAsync(owner, hold.Proposed, reviewer: reviewer, fresh: true), Cancel)).Outcome);
    }

    [Fact]
    public async Task When_nobody_decides_others_are_asked_once()
    {
        var owner = await TestTenant.AddAsync(database);
        var (first, second) = (await owner.AddMemberAsync("reviewer"), await owner.AddMemberAsync("reviewer"));
        var groups = new ReviewerGroupStore(database.Tenants, TimeProvider.System);
        await groups.SaveAsync(owner.Organisation, null, 0, new("first", [first.Value], null), Audit.Actor.System, Cancel);
        await groups.SaveAsync(owner.Organisation, null, 0, new("second", [second.Value], null), Audit.Actor.System, Cancel);
        var hold = Holds.Of(owner, route: HoldRoute.Anyone with { Reviewers = ["first"], EscalateAfter = TimeSpan.Zero, EscalateTo = ["second"] });
        await _holds.Store.HoldAsync(hold, Cancel);
        Assert.Equal(DecideOutcome.NotAsked, (await DecideAsync(owner, hold, second)).Outcome);
        Assert.Contains(await _holds.Store.ListEscalatingAsync(1000, Cancel), late => late.Id == hold.Proposed.Value);

        var feeds = await _holds.Store.EscalateAsync(owner.Organisation, hold.Proposed.Value, Cancel);
        Assert.Equal(["ApprovalEscalated"], feeds.Select(feed => feed.Event.Kind));
        Assert.Empty(await _holds.Store.EscalateAsync(owner.Organisation, hold.Proposed.Value, Cancel));
        Assert.DoesNotContain(await _holds.Store.ListEscalatingAsync(1000, Cancel), late => late.Id == hold.Proposed.Value);
        Assert.Equal(DecideOutcome.Decided, (await DecideAsync(owner, hold, second)).Outcome);
    }

    [Fact]
    public async Task Every_policy_that_had_a_say_must_still_be_in_force()
    {
        var owner = await TestTenant.AddAsync(database);
        await owner.PeekAsync<object>("insert into tenant.policies (organisation_id, id, name, active_version) values ($1, 'pol_other', 'other', 7)");
        var hold = Holds.Of(owner) with { Policies = [new() { PolicyId = owner.Policy.Value, Version = 1 }, new() { PolicyId = "pol_other", Version = 7 }] };
        await _holds.Store.HoldAsync(hold, Cancel);
        await DecideAsync(owner, hold, await owner.AddMemberAsync("reviewer"));
        await owner.PeekAsync<object>("update tenant.policies set active_version = 8 where organisation_id = $1 and id = 'pol_other'");
        Assert.False((await _holds.Store.ConsumeAsync(Holds.Consumption(hold), Cancel)).Granted);
        await owner.PeekAsync<object>("update tenant.policies set active_version = 7 where organisation_id = $1 and id = 'pol_other'");
        Assert.True((await _holds.Store.ConsumeAsync(Holds.Consumption(hold), Cancel)).Granted);
    }

    private async Task<DecideResult> DecideAsync(TestTenant by, HoldExchange hold, Id<User> person, bool approve = true, string? onBehalfOf = null) =>
        await _holds.Decisions.DecideAsync(await Holds.DecisionAsync(by, hold.Proposed, approve, person, onBehalfOf: onBehalfOf), Cancel);
}
