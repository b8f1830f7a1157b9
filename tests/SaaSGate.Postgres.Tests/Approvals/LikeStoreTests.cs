using SaaSGate.Contracts.Ids;
using SaaSGate.Contracts.RegionLink;
using SaaSGate.Postgres.Approvals;
using SaaSGate.Postgres.Audit;
using SaaSGate.TestKit;
using Xunit;

namespace SaaSGate.Postgres.Tests.Approvals;

public sealed class LikeStoreTests(Database database) : IClassFixture<Database>
{
    private readonly Holds _holds = new(database);
    private readonly LikeStore _likes = new(database.Tenants, TimeProvider.System);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_like_it_is_approved_at_once_in_the_name_of_who_said_so()
    {
        var (owner, reviewer, hold) = await ApprovedAsync();
        var like = (await AddAsync(owner, hold, reviewer))!.Value.Like;

        var next = Holds.Of(owner, digest: 2);
        var held = await _holds.Store.HoldAsync(next, Cancel);
        Assert.Equal(ApprovalState.Approved, held.State);
        Assert.Equal(["ApprovalRequested", "ApprovalDecided"], held.Feeds.Select(feed => feed.Event.Kind));
        var row = (await _holds.Approvals.FindAsync(Holds.Reader(owner), next.Proposed, Cancel))!;
        Assert.Equal(("approved", "like", like.Id, "Rita Reviewer"), (row.State, row.How, row.LikeId, row.DecidedByName));
        Assert.True((await _holds.Store.ConsumeAsync(Holds.Consumption(next), Cancel)).Granted);
        Assert.Equal(1, (await _likes.ListAsync(owner.Organisation, live: true, null, 10, Cancel)).Single().Uses);
        Assert.Equal(1, await owner.PeekAsync<long>("select count(*) from tenant.audit_log where organisation_id = $1 and action = 'approval.approved' and detail ->> 'like' = $2", like.Id));
    }

    [Fact]
    public async Task What_is_other_waits()
    {
        var (owner, reviewer, hold) = await ApprovedAsync();
        await AddAsync(owner, hold, reviewer);
        byte digest = 10;
        foreach (var other in new[]
        {
            Holds.Of(owner) with { Tool = "mail" }, Holds.Of(owner) with { Destination = "https://files.evil.example" }, Holds.Of(owner) with { Rule = "another" },
            Holds.Of(owner) with { PolicyVersion = 2 }, Holds.Of(owner) with { Stage = "tool_use" }, Holds.Of(owner, route: HoldRoute.Anyone with { Approvals = 2 }),
            Holds.Of(owner, route: HoldRoute.Anyone with { StepUp = true }),
        })
            Assert.Equal(ApprovalState.Pending, (await _holds.Store.HoldAsync(other with { Digest = [digest++], Proposed = Id<Approval>.New(TimeProvider.System) }, Cancel)).State);
    }

    [Theory]
    [InlineData("update tenant.approval_likes set until = now() where organisation_id = $1")]
    [InlineData("update tenant.members set roles = '{}' where organisation_id = $1 and roles = '{reviewer}'")]
    [InlineData("update tenant.policy_versions set activated_by = (select user_id from tenant.members where organisation_id = $1 and roles = '{reviewer}') where organisation_id = $1")]
    [InlineData("update tenant.skills set owner_user_id = (select user_id from tenant.members where organisation_id = $1 and roles = '{reviewer}') where organisation_id = $1")]
    public async Task It_ends_with_its_time_and_when_who_said_so_could_do_it_no_more(string change)
    {
        var (owner, reviewer, hold) = await ApprovedAsync();
        await AddAsync(owner, hold, reviewer);
        await owner.PeekAsync<object>(change);
        Assert.Equal(ApprovalState.Pending, (await _holds.Store.HoldAsync(Holds.Of(owner, digest: 2), Cancel)).State);
    }

    [Fact]
    public async Task It_approves_nothing_that_the_rule_asks_others_about()
    {
        var (owner, reviewer, hold) = await ApprovedAsync();
        await AddAsync(owner, hold, reviewer);
        var groups = new ReviewerGroupStore(database.Tenants, TimeProvider.System);
        await groups.SaveAsync(owner.Organisation, null, 0, new("mine", [reviewer.Value], null), Actor.System, Cancel);
        await groups.SaveAsync(owner.Organisation, null, 0, new("others", [(await owner.AddMemberAsync("reviewer")).Value], null), Actor.System, Cancel);
        byte digest = 2;
        foreach (var (route, expected) in new[]
        {
            (HoldRoute.Anyone with { Reviewers = ["others"] }, ApprovalState.Pending), (HoldRoute.Anyone with { Roles = ["admin"] }, ApprovalState.Pending),
            (HoldRoute.Anyone with { Reviewers = ["nobody"] }, ApprovalState.Pending), (HoldRoute.Anyone with { Reviewers = ["mine"], Roles = ["reviewer"] }, ApprovalState.Approved),
        })
            Assert.Equal(expected, (await _holds.Store.HoldAsync(Holds.Of(owner, digest++, route: route), Cancel)).State);
    }

    [Theory]
    [InlineData("update tenant.approvals set reviewers = '{others}' where organisation_id = $1")]
    [InlineData("update tenant.policy_versions set activated_by = (select user_id from tenant.members where organisation_id = $1 and roles = '{reviewer}') where organisation_id = $1")]
    [InlineData("update tenant.skills set owner_user_id = (select user_id from tenant.members where organisation_id = $1 and roles = '{reviewer}') where organisation_id = $1")]
    [InlineData("update tenant.members set roles = '{responder}' where organisation_id = $1 and roles = '{reviewer}'")]
    public async Task Who_could_approve_it_no_more_says_nothing_of_its_likes(string change)
    {
        var (owner, reviewer, hold) = await ApprovedAsync();
        await owner.PeekAsync<object>(change);
        Assert.Null(await AddAsync(owner, hold, reviewer));
    }

    [Fact]
    public async Task It_is_revoked_once_and_then_approves_nothing()
    {
        var (owner, reviewer, hold) = await ApprovedAsync();
        var like = (await AddAsync(owner, hold, reviewer))!.Value.Like;
        var id = Id<ApprovalLike>.Parse(like.Id);
        var ended = (await _likes.RevokeAsync(owner.Organisation, id, new("usr_x", "Xenia"), Cancel))!.Value;
        Assert.Equal(("Xenia", true), (ended.Like.RevokedByName, ended.Event is not null));
        Assert.Null((await _likes.RevokeAsync(owner.Organisation, id, Actor.System, Cancel))!.Value.Event);
        Assert.Equal(ApprovalState.Pending, (await _holds.Store.HoldAsync(Holds.Of(owner, digest: 2), Cancel)).State);
        Assert.Empty(await _likes.ListAsync(owner.Organisation, live: true, null, 10, Cancel));
        Assert.Null(await _likes.RevokeAsync((await TestTenant.AddAsync(database)).Organisation, id, Actor.System, Cancel));
    }

    [Fact]
    public async Task Only_who_approved_by_hand_says_so_and_never_where_several_are_asked()
    {
        var (owner, reviewer, hold) = await ApprovedAsync();
        Assert.Null(await AddAsync(owner, hold, await owner.AddMemberAsync("reviewer")));
        var denied = Holds.Of(owner, digest: 2);
        await _holds.Store.HoldAsync(denied, Cancel);
        await _holds.Decisions.DecideAsync(await Holds.DecisionAsync(owner, denied.Proposed, approve: false, reviewer: reviewer), Cancel);
        Assert.Null(await AddAsync(owner, denied, reviewer));
        var strict = Holds.Of(owner, digest: 3, route: HoldRoute.Anyone with { StepUp = true });
        await _holds.Store.HoldAsync(strict, Cancel);
        await _holds.Decisions.DecideAsync(await Holds.DecisionAsync(owner, strict.Proposed, reviewer: reviewer, fresh: true), Cancel);
        Assert.Null(await AddAsync(owner, strict, reviewer));
    }

    private async Task<(TestTenant Owner, Id<User> Reviewer, HoldExchange Hold)> ApprovedAsync()
    {
        var owner = await TestTenant.AddAsync(database);
        var reviewer = await owner.AddMemberAsync("reviewer");
        var hold = Holds.Of(owner);
        await _holds.Store.HoldAsync(hold, Cancel);
        await _holds.Decisions.DecideAsync(await Holds.DecisionAsync(owner, hold.Proposed, reviewer: reviewer), Cancel);
        return (owner, reviewer, hold);
    }

    private Task<(LikeView Like, Live.FeedEvent Event)?> AddAsync(TestTenant owner, HoldExchange hold, Id<User> person) => _likes.AddAsync(
        owner.Organisation, hold.Proposed, person.Value, new(person.Value, "Rita Reviewer"), TimeProvider.System.GetUtcNow().AddHours(1), Cancel);
}
