using SaaSGate.Contracts.Ids;
using SaaSGate.Postgres.Approvals;
using SaaSGate.Postgres.Audit;
using SaaSGate.TestKit;
using Xunit;

namespace SaaSGate.Postgres.Tests.Approvals;

public sealed class ReviewerGroupStoreTests(Database database) : IClassFixture<Database>
{
    private readonly ReviewerGroupStore _groups = new(database.Tenants, TimeProvider.System);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Keeps_members_and_schedule_and_changes_only_what_was_read()
    {
        var tenant = await TestTenant.AddAsync(database);
        var person = await tenant.AddMemberAsync("reviewer");
        var schedule = new OnCallSchedule("Europe/Berlin", new(2026, 11, 2), new(9, 0), [person.Value], [new(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddDays(1), person.Value)]);
        var made = (await _groups.SaveAsync(tenant.Organisation, null, 0, new("soc", [person.Value, tenant.Owner.Value], schedule), Actor.System, Cancel)).Group!;
        Assert.Equal(("soc", 2, 1L), (made.Name, made.Members.Count, made.Version));
        Assert.Contains(made.Members, member => member.Name == "Olga Owner");
        Assert.Equal((schedule.Zone, schedule.StartsOn, schedule.Handover, person.Value), (made.Schedule!.Zone, made.Schedule.StartsOn, made.Schedule.Handover, made.Schedule.Overrides.Single().UserId));

        var id = Id<ReviewGroup>.Parse(made.Id);
        Assert.Equal(ReviewerGroupOutcome.Changed, (await _groups.SaveAsync(tenant.Organisation, id, 7, new("soc", [], null), Actor.System, Cancel)).Outcome);
        var changed = (await _groups.SaveAsync(tenant.Organisation, id, 1, new("watch", [person.Value], null), Actor.System, Cancel)).Group!;
        Assert.Equal(("watch", 1, null, 2L), (changed.Name, changed.Members.Count, changed.Schedule, changed.Version));
        Assert.Single(await _groups.ListAsync(tenant.Organisation, Cancel));
        Assert.NotNull(await _groups.DeleteAsync(tenant.Organisation, id, Actor.System, Cancel));
        Assert.Null(await _groups.DeleteAsync(tenant.Organisation, id, Actor.System, Cancel));
        Assert.Equal(ReviewerGroupOutcome.NotFound, (await _groups.SaveAsync(tenant.Organisation, id, 2, new("x", [], null), Actor.System, Cancel)).Outcome);
    }

    [Fact]
    public async Task Takes_people_of_the_organisation_and_partners_of_it_and_each_name_once()
    {
        var (tenant, partner, stranger) = (await TestTenant.AddAsync(database), await TestTenant.AddAsync(database), await TestTenant.AddAsync(database));
        await tenant.GrantAsync(partner, "decide");
        Assert.Equal(ReviewerGroupOutcome.Done, (await _groups.SaveAsync(tenant.Organisation, null, 0, new("soc", [partner.Organisation.Value], null), Actor.System, Cancel)).Outcome);
        Assert.Equal(ReviewerGroupOutcome.NameTaken, (await _groups.SaveAsync(tenant.Organisation, null, 0, new("soc", [], null), Actor.System, Cancel)).Outcome);
        foreach (var unknown in new[] { stranger.Organisation.Value, stranger.Owner.Value })
            Assert.Equal(ReviewerGroupOutcome.UnknownMember, (await _groups.SaveAsync(tenant.Organisation, null, 0, new("other", [unknown], null), Actor.System, Cancel)).Outcome);
    }

    [Fact]
    public async Task A_partner_in_the_group_is_asked_and_one_outside_is_not()
    {
        var (owner, inside, outside) = (await TestTenant.AddAsync(database), await TestTenant.AddAsync(database), await TestTenant.AddAsync(database));
        await owner.GrantAsync(inside, "see", "decide");
        await owner.GrantAsync(outside, "see", "decide");
        await _groups.SaveAsync(owner.Organisation, null, 0, new("soc", [inside.Organisation.Value], null), Actor.System, Cancel);
        var holds = new Holds(database);
        var hold = Holds.Of(owner, route: HoldRoute.Anyone with { Reviewers = ["soc"] });
        await holds.Store.HoldAsync(hold, Cancel);
        Assert.True((await holds.Approvals.ListAsync(Holds.Reader(inside), new(Mine: true), Cancel)).Single().Asked);
        Assert.Empty(await holds.Approvals.ListAsync(Holds.Reader(outside), new(Mine: true), Cancel));
        Assert.Equal(DecideOutcome.NotAsked, (await holds.Decisions.DecideAsync(await Holds.DecisionAsync(outside, hold.Proposed), Cancel)).Outcome);
        Assert.Equal(DecideOutcome.Decided, (await holds.Decisions.DecideAsync(await Holds.DecisionAsync(inside, hold.Proposed), Cancel)).Outcome);
    }
}
