using SaaSGate.Contracts.Ids;
using SaaSGate.Postgres.Approvals;
using SaaSGate.Postgres.Audit;
using SaaSGate.Postgres.Notifications;
using SaaSGate.Postgres.Partners;
using SaaSGate.Postgres.Tests.Approvals;
using SaaSGate.TestKit;
using Xunit;

namespace SaaSGate.Postgres.Tests.Partners;

public sealed class PartnerStoreTests(Database database) : IClassFixture<Database>
{
    private readonly Holds _holds = new(database);
    private readonly PartnerStore _partners = new(database.Tenants, TimeProvider.System);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_invitation_is_seen_by_the_invited_alone_and_accepting_it_lists_what_waits()
    {
        var (owner, partner, stranger) = (await TestTenant.AddAsync(database), await TestTenant.AddAsync(database), await TestTenant.AddAsync(database));
        var hold = Holds.Of(owner);
        await _holds.Store.HoldAsync(hold, Cancel);
        var invitation = await InviteAsync(owner, partner.Slug);
        Assert.Equal([invitation.Value], (await _partners.ListInvitationsAsync(partner.Organisation, null, 10, Cancel)).Select(one => one.Id));
        Assert.Null(await _partners.FindInvitationAsync(stranger.Organisation, invitation, Cancel));
        Assert.False((await _partners.AnswerAsync(stranger.Organisation, invitation, true, Actor.System, Cancel)).Change.Done);
        Assert.False((await _partners.AnswerAsync(owner.Organisation, invitation, true, Actor.System, Cancel)).Change.Done);
        Assert.Empty(await _holds.Approvals.ListAsync(Holds.Reader(partner), new(), Cancel));

        var (change, grant) = await _partners.AnswerAsync(partner.Organisation, invitation, true, new("usr_k", "Kim"), Cancel);
        Assert.True(change.Done);
        Assert.Equal(new[] { owner.Organisation.Value, partner.Organisation.Value }.Order(), change.Feeds.Select(feed => feed.OrganisationId).Order());
        Assert.Equal([hold.Proposed.Value], (await _holds.Approvals.ListAsync(Holds.Reader(partner), new(Mine: true), Cancel)).Select(row => row.Id));
        foreach (var side in (TestTenant[])[owner, partner])
        {
            Assert.True((await _partners.FindGrantAsync(side.Organisation, Id<Grant>.Parse(grant), Cancel))!.Live);
            Assert.Equal(1, await side.PeekAsync<long>("select count(*) from tenant.audit_log where organisation_id = $1 and action = 'grant.accepted'"));
        }

        Assert.Null(await _partners.FindGrantAsync(stranger.Organisation, Id<Grant>.Parse(grant), Cancel));
        Assert.False((await _partners.AnswerAsync(partner.Organisation, invitation, true, Actor.System, Cancel)).Change.Done);
    }

    [Fact]
    public async Task An_invitation_reaches_an_organisation_by_the_address_of_an_admin()
    {
        var (owner, partner) = (await TestTenant.AddAsync(database), await TestTenant.AddAsync(database));
        var address = $"{partner.Organisation.Value}@example.com";
        await partner.PeekAsync<object>("update tenant.members set email = upper($2) where organisation_id = $1", address);
        var invitation = await InviteAsync(owner, address);
        Assert.NotNull(await _partners.FindInvitationAsync(partner.Organisation, invitation, Cancel));
        await partner.PeekAsync<object>("update tenant.members set roles = '{reviewer}' where organisation_id = $1");
        Assert.Null(await _partners.FindInvitationAsync(partner.Organisation, invitation, Cancel));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Either_side_ends_a_grant_at_once_and_both_know(bool byOwner)
    {
        var (owner, partner) = (await TestTenant.AddAsync(database), await TestTenant.AddAsync(database));
        var (_, grant) = await _partners.AnswerAsync(partner.Organisation, await InviteAsync(owner, partner.Slug), true, Actor.System, Cancel);
        var hold = Holds.Of(owner);
        await _holds.Store.HoldAsync(hold, Cancel);
        Assert.NotNull(await _holds.Approvals.FindAsync(Holds.Reader(partner), hold.Proposed, Cancel));

        var id = Id<Grant>.Parse(grant);
        var ended = await _partners.EndAsync((byOwner ? owner : partner).Organisation, id, new("usr_e", "Eva"), Cancel);
        Assert.Equal(2, ended.Feeds.Count);
        Assert.Null(await _holds.Approvals.FindAsync(Holds.Reader(partner), hold.Proposed, Cancel));
        Assert.Empty(await _holds.Approvals.ListAsync(Holds.Reader(partner), new(), Cancel));
        Assert.Equal(DecideOutcome.NotFound, (await _holds.Decisions.DecideAsync(await Holds.DecisionAsync(partner, hold.Proposed), Cancel)).Outcome);
        foreach (var side in (TestTenant[])[owner, partner])
        {
            Assert.Equal("Eva", (await _partners.FindGrantAsync(side.Organisation, id, Cancel))!.EndedByName);
            Assert.Equal(1, await side.PeekAsync<long>("select count(*) from tenant.audit_log where organisation_id = $1 and action = 'grant.ended'"));
        }

        Assert.Empty((await _partners.EndAsync(owner.Organisation, id, Actor.System, Cancel)).Feeds);
    }

    [Fact]
    public async Task What_was_listed_through_a_grant_that_ended_comes_back_with_a_new_one_as_it_is_now()
    {
        var (owner, partner) = (await TestTenant.AddAsync(database), await TestTenant.AddAsync(database));
        var grant = await GrantedAsync(owner, partner);
        var (waits, decided, meanwhile) = (Holds.Of(owner), Holds.Of(owner, digest: 2), Holds.Of(owner, digest: 3));
        await _holds.Store.HoldAsync(waits, Cancel);
        await _holds.Store.HoldAsync(decided, Cancel);
        await _partners.EndAsync(owner.Organisation, grant, Actor.System, Cancel);
        await _holds.Decisions.DecideAsync(await Holds.DecisionAsync(owner, decided.Proposed, approve: false), Cancel);
        await _holds.Store.HoldAsync(meanwhile, Cancel);
        await _holds.Decisions.DecideAsync(await Holds.DecisionAsync(owner, meanwhile.Proposed, approve: false), Cancel);
        Assert.Empty(await ListAsync(partner));

        // A grant for other skills brings nothing back.
        var elsewhere = await GrantedAsync(owner, partner, ["finance"]);
        Assert.Empty(await ListAsync(partner));
        await _partners.EndAsync(partner.Organisation, elsewhere, Actor.System, Cancel);

        // What ended before the partner could see it stays unseen.
        await GrantedAsync(owner, partner, ["support"], "summary");
        var listed = await ListAsync(partner);
        Assert.Equal([(decided.Proposed.Value, "denied", ""), (waits.Proposed.Value, "pending", "")], listed.Select(row => (row.Id, row.State, row.Summary)));
        var seen = (await _holds.Approvals.FindAsync(Holds.Reader(partner), waits.Proposed, Cancel))!;
        Assert.Equal(DecideOutcome.Decided, (await _holds.Decisions.DecideAsync(await Holds.DecisionAsync(partner, waits.Proposed, seen: seen.ViewDigest), Cancel)).Outcome);
        Assert.Equal("approved", (await ListAsync(partner)).Single(row => row.Id == waits.Proposed.Value).State);
    }

    [Fact]
    public async Task What_a_partner_lists_goes_over_to_the_grant_that_allows_most()
    {
        var (owner, partner, other) = (await TestTenant.AddAsync(database), await TestTenant.AddAsync(database), await TestTenant.AddAsync(database));
        await GrantedAsync(owner, other);
        await GrantedAsync(owner, partner, masking: "summary");
        var hold = Holds.Of(owner);
        await _holds.Store.HoldAsync(hold, Cancel);
        Assert.Equal("", Assert.Single(await ListAsync(partner)).Summary);

        var full = await GrantedAsync(owner, partner);
        Assert.Equal(hold.Summary, Assert.Single(await ListAsync(partner)).Summary);
        await _partners.EndAsync(owner.Organisation, full, Actor.System, Cancel);
        Assert.Equal("", Assert.Single(await ListAsync(partner)).Summary);
        Assert.Equal(hold.Summary, Assert.Single(await ListAsync(other)).Summary);
    }

    [Fact]
    public async Task A_partner_knows_labels_that_its_grant_names_and_its_events_have_them()
    {
        var (owner, named, all) = (await TestTenant.AddAsync(database), await TestTenant.AddAsync(database), await TestTenant.AddAsync(database));
        await owner.PeekAsync<object>("update tenant.skills set labels = '{secret,support}' where organisation_id = $1");
        await GrantedAsync(owner, named, ["support", "finance"]);
        await GrantedAsync(owner, all);
        await _holds.Store.HoldAsync(Holds.Of(owner), Cancel);
        foreach (var (reader, labels) in ((TestTenant, string[])[])[(named, ["support"]), (all, ["secret", "support"]), (owner, ["secret", "support"])])
        {
            await reader.PeekAsync<object>("insert into tenant.notification_heads (organisation_id, position) values ($1, 0)");
            IReadOnlyList<string>? told = null;
            await new NotificationStore(database.Tenants, database.Platform, TimeProvider.System).PlanAsync(
                reader.Organisation, 100, round =>
                {
                    told = round.Events.Single(one => one.Kind == "ApprovalRequested").Labels;
                    return Task.FromResult<IReadOnlyList<PlannedNotification>>([]);
                }, Cancel);
            Assert.Equal(labels, told);
        }
    }

    [Fact]
    public async Task A_stranger_ends_nothing()
    {
        var (owner, partner, stranger) = (await TestTenant.AddAsync(database), await TestTenant.AddAsync(database), await TestTenant.AddAsync(database));
        var (_, grant) = await _partners.AnswerAsync(partner.Organisation, await InviteAsync(owner, partner.Slug), true, Actor.System, Cancel);
        Assert.False((await _partners.EndAsync(stranger.Organisation, Id<Grant>.Parse(grant), Actor.System, Cancel)).Done);
        Assert.True((await _partners.FindGrantAsync(owner.Organisation, Id<Grant>.Parse(grant), Cancel))!.Live);
    }

    [Fact]
    public async Task A_grant_shows_skills_with_its_labels_and_as_much_of_them_as_it_says()
    {
        var (owner, partner) = (await TestTenant.AddAsync(database), await TestTenant.AddAsync(database));
        await _partners.AnswerAsync(partner.Organisation, await InviteAsync(owner, partner.Slug, ["support"], "summary"), true, Actor.System, Cancel);
        var shown = "{\"summary\":\"\"}"u8.ToArray();
        var hold = Holds.Of(owner) with { SummaryView = shown, Destination = "bob.example, https://claude.test" };
        await _holds.Store.HoldAsync(hold, Cancel);
        var seen = (await _holds.Approvals.FindAsync(Holds.Reader(partner), hold.Proposed, Cancel))!;
        Assert.Equal("summary", seen.Masking);
        Assert.Equal(shown, seen.View);
        Assert.Equal("", seen.Destination);
        Assert.Equal("", (await _holds.Approvals.ListAsync(Holds.Reader(partner), new(), Cancel)).Single().Summary);
        var own = (await _holds.Approvals.FindAsync(Holds.Reader(owner), hold.Proposed, Cancel))!;
        Assert.Equal(Holds.View, own.View);
        Assert.Equal(hold.Destination, own.Destination);

        // What is decided is bound to what was shown.
        Assert.Equal(DecideOutcome.ViewChanged, (await _holds.Decisions.DecideAsync(await Holds.DecisionAsync(partner, hold.Proposed), Cancel)).Outcome);
        Assert.Equal(DecideOutcome.Decided, (await _holds.Decisions.DecideAsync(await Holds.DecisionAsync(partner, hold.Proposed, seen: seen.ViewDigest), Cancel)).Outcome);

        await owner.PeekAsync<object>("update tenant.skills set labels = '{finance}' where organisation_id = $1");
        var other = Holds.Of(owner, digest: 2);
        await _holds.Store.HoldAsync(other, Cancel);
        Assert.Null(await _holds.Approvals.FindAsync(Holds.Reader(partner), other.Proposed, Cancel));
    }

    [Fact]
    public async Task What_was_withdrawn_or_declined_is_not_accepted()
    {
        var (owner, partner) = (await TestTenant.AddAsync(database), await TestTenant.AddAsync(database));
        var withdrawn = await InviteAsync(owner, partner.Slug);
        Assert.False((await _partners.WithdrawAsync(partner.Organisation, withdrawn, Actor.System, Cancel)).Done);
        Assert.True((await _partners.WithdrawAsync(owner.Organisation, withdrawn, Actor.System, Cancel)).Done);
        var declined = await InviteAsync(owner, partner.Slug);
        Assert.True((await _partners.AnswerAsync(partner.Organisation, declined, false, Actor.System, Cancel)).Change.Done);
        foreach (var id in new[] { withdrawn, declined })
            Assert.False((await _partners.AnswerAsync(partner.Organisation, id, true, Actor.System, Cancel)).Change.Done);
        Assert.Empty(await _partners.ListGrantsAsync(partner.Organisation, null, 10, Cancel));
        Assert.Equal("declined", (await _partners.FindInvitationAsync(owner.Organisation, declined, Cancel))!.State);
    }

    private Task<List<ApprovalRow>> ListAsync(TestTenant reader) => _holds.Approvals.ListAsync(Holds.Reader(reader), new(), Cancel);

    private async Task<Id<Grant>> GrantedAsync(TestTenant owner, TestTenant partner, string[]? labels = null, string masking = "full") => Id<Grant>.Parse(
        (await _partners.AnswerAsync(partner.Organisation, await InviteAsync(owner, partner.Slug, labels, masking), true, Actor.System, Cancel)).GrantId);

    private async Task<Id<PartnerInvitation>> InviteAsync(TestTenant owner, string address, string[]? labels = null, string masking = "full") =>
        Id<PartnerInvitation>.Parse((await _partners.InviteAsync(
            owner.Organisation, new(address, ["see", "decide"], labels ?? [], masking, TimeProvider.System.GetUtcNow().AddDays(30), null), Actor.System, Cancel))!.Value.Invitation.Id);
}
