using SaaSGate.Contracts.Ids;
using SaaSGate.Contracts.RegionLink;
using SaaSGate.Postgres.Approvals;
using SaaSGate.Postgres.Regions;
using SaaSGate.TestKit;
using Xunit;

namespace SaaSGate.Postgres.Tests.Approvals;

public sealed class DecisionStoreTests(Database database) : IClassFixture<Database>
{
    private static readonly RequestedEdit[] Edits = [new("/messages/0/content", "Export one customer")];
    private readonly Holds _holds = new(database);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_changed_request_waits_under_an_approval_of_its_own_and_the_first_has_ended()
    {
        var owner = await TestTenant.AddAsync(database);
        var first = Holds.Of(owner);
        await _holds.Store.HoldAsync(first, Cancel);
        var asked = await _holds.Decisions.EditAsync(await Holds.DecisionAsync(owner, first.Proposed), Edits, Cancel);
        Assert.Equal(DecideOutcome.Edited, asked.Outcome);
        Assert.Equal("ApprovalEditRequested", asked.Feeds.Single().Event.Kind);

        // The gateway is told to change it, and nobody can approve it as it was.
        var told = (await _holds.Store.FindDecisionAsync(owner.Organisation, first.Proposed.Value, Cancel))!;
        Assert.Equal((ApprovalState.Pending, "Export one customer", "Rita Reviewer"), (told.State, told.Edits.Single().Text, told.DecidedBy));
        Assert.Equal("pending", await owner.PeekAsync<string>("select state from platform.decision_log where organisation_id = $1 order by position desc limit 1"));
        Assert.Equal(DecideOutcome.EditPending, (await _holds.Decisions.DecideAsync(await Holds.DecisionAsync(owner, first.Proposed), Cancel)).Outcome);
        Assert.Equal(DecideOutcome.EditPending, (await _holds.Decisions.EditAsync(await Holds.DecisionAsync(owner, first.Proposed), [new("/messages/0/content", "Export none")], Cancel)).Outcome);

        var changed = Holds.Of(owner, digest: 2) with { EditOf = first.Proposed.Value };
        var held = await _holds.Store.HoldAsync(changed, Cancel);
        Assert.Equal((changed.Proposed.Value, ApprovalState.Pending), (held.ApprovalId, held.State));
        Assert.Equal(["ApprovalRequested", "ApprovalEnded"], held.Feeds.Select(feed => feed.Event.Kind));
        var (before, after) = (
            (await _holds.Approvals.FindAsync(Holds.Reader(owner), first.Proposed, Cancel))!, (await _holds.Approvals.FindAsync(Holds.Reader(owner), changed.Proposed, Cancel))!);
        Assert.Equal(("cancelled", changed.Proposed.Value, null), (before.State, before.ReplacedBy, before.EditOf));
        Assert.Equal(("pending", first.Proposed.Value), (after.State, after.EditOf));

        // It waits for the gateway under another id: nothing tells it that the first has ended.
        Assert.Equal(1, await owner.PeekAsync<long>("select count(*) from platform.decision_log where organisation_id = $1"));
        await _holds.Decisions.DecideAsync(await Holds.DecisionAsync(owner, changed.Proposed), Cancel);
        Assert.False((await _holds.Store.ConsumeAsync(Holds.Consumption(first), Cancel)).Granted);
        Assert.True((await _holds.Store.ConsumeAsync(Holds.Consumption(changed), Cancel)).Granted);
    }

    [Fact]
    public async Task A_change_nobody_asked_for_is_not_held_and_one_that_was_denied_stays_so()
    {
        var owner = await TestTenant.AddAsync(database);
        var first = Holds.Of(owner);
        await _holds.Store.HoldAsync(first, Cancel);
        Assert.Null((await _holds.Store.HoldAsync(Holds.Of(owner, digest: 2) with { EditOf = first.Proposed.Value }, Cancel)).ApprovalId);
        Assert.Null((await _holds.Store.HoldAsync(Holds.Of(owner, digest: 3) with { EditOf = Id<Approval>.New(TimeProvider.System).Value }, Cancel)).ApprovalId);

        await _holds.Decisions.EditAsync(await Holds.DecisionAsync(owner, first.Proposed), Edits, Cancel);
        await _holds.Decisions.DecideAsync(await Holds.DecisionAsync(owner, first.Proposed, approve: false), Cancel);
        var late = await _holds.Store.HoldAsync(Holds.Of(owner, digest: 4) with { EditOf = first.Proposed.Value }, Cancel);
        Assert.Equal((first.Proposed.Value, ApprovalState.Denied), (late.ApprovalId, late.State));
    }

    [Theory]
    [InlineData("deny")]
    [InlineData("expire")]
    [InlineData("stop")]
    [InlineData("replace")]
    public async Task What_a_reviewer_wrote_is_kept_until_the_gateway_has_it_and_no_longer(string end)
    {
        var owner = await TestTenant.AddAsync(database);
        var hold = Holds.Of(owner);
        var changed = Holds.Of(owner, digest: 2) with { EditOf = hold.Proposed.Value };
        await _holds.Store.HoldAsync(hold, Cancel);
        await _holds.Decisions.EditAsync(await Holds.DecisionAsync(owner, hold.Proposed), Edits, Cancel);
        if (end == "deny")
            await _holds.Decisions.DecideAsync(await Holds.DecisionAsync(owner, hold.Proposed, approve: false), Cancel);
        else if (end == "stop")
            await new StopStore(database.Tenants, TimeProvider.System).AddLockAsync(new(owner.Organisation, StopKind.Skill, owner.Skill.Value), "stop", new("usr_x", "X"), Cancel);
        else if (end == "replace")
            await _holds.Store.HoldAsync(changed, Cancel);
        else
            await owner.PeekAsync<object>("update tenant.approvals set expires_at = now() where organisation_id = $1");
        if (end == "expire")
            await _holds.Store.ExpireAsync(owner.Organisation, hold.Proposed.Value, Cancel);

        Assert.Equal(0, await owner.PeekAsync<long>("select count(*) from tenant.approvals a where organisation_id = $1 and position('one customer' in a::text) > 0"));
        var state = end switch { "deny" => ApprovalState.Denied, "expire" => ApprovalState.Expired, _ => ApprovalState.Cancelled };
        var late = await _holds.Store.HoldAsync(changed with { Proposed = Id<Approval>.New(TimeProvider.System), Digest = [3] }, Cancel);
        Assert.Equal((hold.Proposed.Value, state), (late.ApprovalId, late.State));
    }

    [Fact]
    public async Task Who_changed_a_request_approves_it_beside_another_only()
    {
        var owner = await TestTenant.AddAsync(database);
        var (rita, sam, tom) = (await owner.AddMemberAsync("reviewer"), await owner.AddMemberAsync("reviewer"), await owner.AddMemberAsync("admin"));
        var first = Holds.Of(owner);
        await _holds.Store.HoldAsync(first, Cancel);
        var second = await ChangedAsync(first, rita, 2);
        Assert.True((await _holds.Approvals.FindAsync(Holds.Reader(owner, rita), second.Proposed, Cancel))!.Edited);
        Assert.False((await _holds.Approvals.FindAsync(Holds.Reader(owner, sam), second.Proposed, Cancel))!.Edited);
        Assert.Equal(DecideOutcome.OwnEdit, (await _holds.Decisions.DecideAsync(await Holds.DecisionAsync(owner, second.Proposed, reviewer: rita), Cancel)).Outcome);
        Assert.Equal(DecideOutcome.OwnEdit, (await _holds.Decisions.DecideAsync(await Holds.DecisionAsync(owner, second.Proposed, onBehalfOf: rita.Value), Cancel)).Outcome);

        // What another makes of it is still what the first made of it too.
        var third = await ChangedAsync(second, sam, 3);
        foreach (var editor in (Id<User>[])[rita, sam])
            Assert.Equal(DecideOutcome.OwnEdit, (await _holds.Decisions.DecideAsync(await Holds.DecisionAsync(owner, third.Proposed, reviewer: editor), Cancel)).Outcome);
        Assert.Equal(DecideOutcome.Decided, (await _holds.Decisions.DecideAsync(await Holds.DecisionAsync(owner, third.Proposed, reviewer: tom), Cancel)).Outcome);

        // Where two are asked, one of them is another; and anybody may deny.
        var both = Holds.Of(owner, digest: 4, route: HoldRoute.Anyone with { Approvals = 2 });
        await _holds.Store.HoldAsync(both, Cancel);
        var changed = await ChangedAsync(both, rita, 5);
        Assert.Equal(DecideOutcome.Voted, (await _holds.Decisions.DecideAsync(await Holds.DecisionAsync(owner, changed.Proposed, reviewer: rita), Cancel)).Outcome);
        Assert.Equal(DecideOutcome.Decided, (await _holds.Decisions.DecideAsync(await Holds.DecisionAsync(owner, changed.Proposed, reviewer: sam), Cancel)).Outcome);
        var wrong = Holds.Of(owner, digest: 6);
        await _holds.Store.HoldAsync(wrong, Cancel);
        var denied = await ChangedAsync(wrong, rita, 7);
        Assert.Equal(DecideOutcome.Decided, (await _holds.Decisions.DecideAsync(await Holds.DecisionAsync(owner, denied.Proposed, approve: false, reviewer: rita), Cancel)).Outcome);

        async Task<HoldExchange> ChangedAsync(HoldExchange hold, Id<User> by, byte digest)
        {
            Assert.Equal(DecideOutcome.Edited, (await _holds.Decisions.EditAsync(await Holds.DecisionAsync(owner, hold.Proposed, reviewer: by), Edits, Cancel)).Outcome);
            var changed = hold with { Proposed = Id<Approval>.New(TimeProvider.System), Digest = [digest], EditOf = hold.Proposed.Value };
            Assert.Equal(ApprovalState.Pending, (await _holds.Store.HoldAsync(changed, Cancel)).State);
            return changed;
        }
    }

    [Fact]
    public async Task A_partner_who_changed_a_request_does_not_approve_it_alone()
    {
        var (owner, partner) = (await TestTenant.AddAsync(database), await TestTenant.AddAsync(database));
        await owner.GrantAsync(partner, "see", "decide");
        var kim = await partner.AddMemberAsync("reviewer");
        var hold = Holds.Of(owner);
        await _holds.Store.HoldAsync(hold, Cancel);
        await _holds.Decisions.EditAsync(await Holds.DecisionAsync(partner, hold.Proposed, reviewer: kim), Edits, Cancel);
        var changed = Holds.Of(owner, digest: 2) with { EditOf = hold.Proposed.Value };
        await _holds.Store.HoldAsync(changed, Cancel);
        Assert.True((await _holds.Approvals.FindAsync(Holds.Reader(partner, kim), changed.Proposed, Cancel))!.Edited);
        Assert.Equal(DecideOutcome.OwnEdit, (await _holds.Decisions.DecideAsync(await Holds.DecisionAsync(partner, changed.Proposed, reviewer: kim), Cancel)).Outcome);
        Assert.Equal(DecideOutcome.Decided, (await _holds.Decisions.DecideAsync(await Holds.DecisionAsync(partner, changed.Proposed), Cancel)).Outcome);
    }

    [Fact]
    public async Task A_change_that_changes_nothing_does_not_wait_for_itself()
    {
        var owner = await TestTenant.AddAsync(database);
        var first = Holds.Of(owner);
        await _holds.Store.HoldAsync(first, Cancel);
        await _holds.Decisions.EditAsync(await Holds.DecisionAsync(owner, first.Proposed), Edits, Cancel);
        var same = await _holds.Store.HoldAsync(Holds.Of(owner) with { EditOf = first.Proposed.Value }, Cancel);
        Assert.Equal((first.Proposed.Value, ApprovalState.Cancelled), (same.ApprovalId, same.State));
        Assert.Equal(first.Exchange.Value, await owner.PeekAsync<string>("select exchange_id from tenant.approvals where organisation_id = $1"));
    }

    [Fact]
    public async Task Nobody_changes_an_own_request_a_tool_call_or_what_they_did_not_see()
    {
        var owner = await TestTenant.AddAsync(database);
        var request = Holds.Of(owner);
        var call = Holds.Of(owner, digest: 2) with { Stage = "tool_use" };
        await _holds.Store.HoldAsync(request, Cancel);
        await _holds.Store.HoldAsync(call, Cancel);
        Assert.Equal(DecideOutcome.OwnRequest, (await _holds.Decisions.EditAsync(await Holds.DecisionAsync(owner, request.Proposed, reviewer: owner.Owner), Edits, Cancel)).Outcome);
        Assert.Equal(DecideOutcome.ViewChanged, (await _holds.Decisions.EditAsync(await Holds.DecisionAsync(owner, request.Proposed, seen: [1]), Edits, Cancel)).Outcome);
        Assert.Equal(DecideOutcome.NotEditable, (await _holds.Decisions.EditAsync(await Holds.DecisionAsync(owner, call.Proposed), Edits, Cancel)).Outcome);
    }

    [Fact]
    public async Task A_partner_who_decides_and_sees_all_changes_too()
    {
        var (owner, partner) = (await TestTenant.AddAsync(database), await TestTenant.AddAsync(database));
        await owner.GrantAsync(partner, "see", "decide");
        var hold = Holds.Of(owner);
        await _holds.Store.HoldAsync(hold, Cancel);
        Assert.Equal(DecideOutcome.Edited, (await _holds.Decisions.EditAsync(await Holds.DecisionAsync(partner, hold.Proposed), Edits, Cancel)).Outcome);
        foreach (var side in (TestTenant[])[owner, partner])
            Assert.Equal(1, await side.PeekAsync<long>("select count(*) from tenant.audit_log where organisation_id = $1 and action = 'approval.edit_requested'"));
        await owner.PeekAsync<object>("update tenant.grants set masking = 'summary' where organisation_id = $1");
        Assert.Equal(DecideOutcome.Forbidden, (await _holds.Decisions.EditAsync(await Holds.DecisionAsync(partner, hold.Proposed), Edits, Cancel)).Outcome);
    }

    [Fact]
    public async Task Breaking_the_glass_is_loud_and_somebody_else_reviews_it()
    {
        var owner = await TestTenant.AddAsync(database);
        var (admin, other) = (await owner.AddMemberAsync("admin"), await owner.AddMemberAsync("admin"));
        var hold = Holds.Of(owner, route: HoldRoute.Anyone with { Reviewers = ["nobody"], Approvals = 3 });
        await _holds.Store.HoldAsync(hold, Cancel);
        Assert.Equal(DecideOutcome.StepUpNeeded, (await BreakAsync(owner, hold, admin, fresh: false)).Outcome);
        Assert.Equal(DecideOutcome.OwnRequest, (await BreakAsync(owner, hold, owner.Owner, fresh: true)).Outcome);
        var result = await BreakAsync(owner, hold, admin, fresh: true);
        Assert.Equal(DecideOutcome.Decided, result.Outcome);
        Assert.Equal(["ApprovalDecided", "IncidentChanged"], result.Feeds.Select(feed => feed.Event.Kind));
        Assert.Equal("break_glass", (await _holds.Approvals.FindAsync(Holds.Reader(owner), hold.Proposed, Cancel))!.How);
        Assert.Equal(1, await owner.PeekAsync<long>("select count(*) from tenant.audit_log where organisation_id = $1 and action = 'approval.glass_broken'"));
        Assert.True((await _holds.Store.ConsumeAsync(Holds.Consumption(hold), Cancel)).Granted);

        var glass = new BrokenGlassStore(database.Tenants, TimeProvider.System);
        var due = Assert.Single(await glass.ListAsync(owner.Organisation, due: true, null, null, 10, Cancel));
        Assert.Equal(("production is down", due.IncidentId), (due.Reason, await owner.PeekAsync<string>("select id from tenant.incidents where organisation_id = $1 and source_kind = 'break_glass'")));
        Assert.Null(await glass.ReviewAsync(owner.Organisation, hold.Proposed, admin.Value, true, "mine", new(admin.Value, "A"), Cancel));
        Assert.NotNull(await glass.ReviewAsync(owner.Organisation, hold.Proposed, other.Value, true, "it was", new(other.Value, "B"), Cancel));
        Assert.Null(await glass.ReviewAsync(owner.Organisation, hold.Proposed, other.Value, false, "again", new(other.Value, "B"), Cancel));
        Assert.Empty(await glass.ListAsync(owner.Organisation, due: true, null, null, 10, Cancel));
        Assert.Equal((true, "it was", "B"), await glass.FindAsync(owner.Organisation, hold.Proposed, Cancel) is { } found ? (found.Justified, found.ReviewNote, found.ReviewedByName) : default);
    }

    [Fact]
    public async Task Reviewers_and_owner_speak_and_both_sides_read_it()
    {
        var (owner, partner) = (await TestTenant.AddAsync(database), await TestTenant.AddAsync(database));
        await owner.GrantAsync(partner, "see");
        var messages = new ApprovalMessageStore(database.Tenants, TimeProvider.System);
        var hold = Holds.Of(owner);
        await _holds.Store.HoldAsync(hold, Cancel);
        var asked = await messages.AddAsync(partner.Organisation, hold.Proposed, new("usr_k", "Kim"), "Who asked for this?", Cancel);
        Assert.Equal((SayOutcome.Said, 2), (asked.Outcome, asked.Feeds.Count));
        Assert.Equal(SayOutcome.Said, (await messages.AddAsync(owner.Organisation, hold.Proposed, new(owner.Owner.Value, "Olga"), "The webhook.", Cancel)).Outcome);
        foreach (var side in (TestTenant[])[owner, partner])
            Assert.Equal(
                [("Kim", false, "Who asked for this?"), ("Olga", true, "The webhook.")],
                (await messages.ListAsync(side.Organisation, hold.Proposed, Cancel)).Select(message => (message.AuthorName, message.IsOwner, message.Text)));

        await owner.PeekAsync<object>("update tenant.grants set ended_at = now() where organisation_id = $1");
        Assert.Empty(await messages.ListAsync(partner.Organisation, hold.Proposed, Cancel));
        Assert.Equal(SayOutcome.NotFound, (await messages.AddAsync(partner.Organisation, hold.Proposed, new("usr_k", "Kim"), "Still there?", Cancel)).Outcome);
    }

    private async Task<DecideResult> BreakAsync(TestTenant owner, HoldExchange hold, Id<User> admin, bool fresh) =>
        await _holds.Decisions.BreakGlassAsync(await Holds.DecisionAsync(owner, hold.Proposed, reviewer: admin, fresh: fresh), "production is down", Cancel);
}
