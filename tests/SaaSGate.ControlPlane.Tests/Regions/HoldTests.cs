using System.Security.Cryptography;
using Google.Protobuf;
using SaaSGate.Contracts.Ids;
using SaaSGate.Contracts.RegionLink;
using SaaSGate.Postgres.Approvals;
using SaaSGate.Postgres.Audit;
using SaaSGate.Postgres.Regions;
using SaaSGate.TestKit;
using Xunit;

namespace SaaSGate.ControlPlane.Tests.Regions;

public sealed class HoldTests(RegionLinkFixture link) : IClassFixture<RegionLinkFixture>
{
    private static readonly byte[] View = """{"summary":"Export all customers"}"""u8.ToArray();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_hold_is_decided_pushed_and_consumed_once()
    {
        var tenant = await link.TenantAsync();
        using var gateway = await link.GatewayAsync(tenant);
        using var control = gateway.Control();
        using var bulk = await gateway.BulkAsync();
        await control.RenewAsync();

        var hold = Hold(tenant);
        await bulk.SendAsync(new() { Hold = hold });
        var accepted = (await bulk.NextAsync(message => message.Accepted is not null)).Accepted;
        Assert.Equal((hold.ApprovalId, ApprovalState.Pending, ""), (accepted.ApprovalId, accepted.State, accepted.Refusal));
        Assert.Equal("Export all customers", (await link.Service<ApprovalStore>().FindAsync(new(tenant.Organisation, "usr_x"), Id<Approval>.Parse(hold.ApprovalId), Cancel))!.Summary);

        Assert.Equal(DecideOutcome.Decided, await DecideAsync(tenant, hold, approve: true));
        var decision = (await control.NextAsync(message => message.Decision is not null)).Decision;
        Assert.Equal((hold.ApprovalId, ApprovalState.Approved, "Rita Reviewer", "fine"), (decision.ApprovalId, decision.State, decision.DecidedBy, decision.Note));

        for (byte attempt = 1; attempt <= 8; attempt++)
            await control.SendAsync(new() { Consume = Consume(hold, attempt) });
        var answers = new List<Contracts.RegionLink.ConsumeResult>();
        while (answers.Count < 8)
            answers.Add((await control.NextAsync(message => message.Consumed is not null)).Consumed);
        Assert.Single(answers, answer => answer.Granted);
        Assert.Equal(8, answers.Select(answer => answer.Attempt).Distinct().Count());
    }

    [Fact]
    public async Task A_hold_that_nobody_decides_ends_and_the_gateway_is_told()
    {
        var tenant = await link.TenantAsync();
        using var gateway = await link.GatewayAsync(tenant);
        using var control = gateway.Control();
        using var bulk = await gateway.BulkAsync();
        await control.RenewAsync();
        var hold = Hold(tenant, milliseconds: 50);
        await bulk.SendAsync(new() { Hold = hold });
        var ended = (await control.NextAsync(message => message.Decision is not null)).Decision;
        Assert.Equal((hold.ApprovalId, ApprovalState.Expired), (ended.ApprovalId, ended.State));
        Assert.Equal(DecideOutcome.AlreadyDecided, await DecideAsync(tenant, hold, approve: true));
    }

    [Fact]
    public async Task A_stop_ends_the_wait()
    {
        var tenant = await link.TenantAsync();
        using var gateway = await link.GatewayAsync(tenant);
        using var control = gateway.Control();
        using var bulk = await gateway.BulkAsync();
        await control.RenewAsync();
        var hold = Hold(tenant);
        await bulk.SendAsync(new() { Hold = hold });
        await bulk.NextAsync(message => message.Accepted is not null);
        await link.Service<StopStore>().AddLockAsync(new(tenant.Organisation, StopKind.Skill, tenant.Skill.Value), "stop", Actor.System, Cancel);
        Assert.Equal(ApprovalState.Cancelled, (await control.NextAsync(message => message.Decision is not null)).Decision.State);
        await bulk.SendAsync(new() { Hold = Hold(tenant) });
        Assert.Equal("stopped", (await bulk.NextAsync(message => message.Accepted is not null)).Accepted.Refusal);
    }

    [Fact]
    public async Task A_gateway_that_was_away_is_told_what_was_decided_meanwhile()
    {
        var tenant = await link.TenantAsync();
        using var gateway = await link.GatewayAsync(tenant);
        var hold = Hold(tenant);
        using (var before = await gateway.BulkAsync())
        {
            await before.SendAsync(new() { Hold = hold });
            await before.NextAsync(message => message.Accepted is not null);
        }

        await DecideAsync(tenant, hold, approve: false);
        using var control = gateway.Control();
        Assert.Equal(ApprovalState.Denied, (await control.NextAsync(message => message.Decision?.ApprovalId == hold.ApprovalId)).Decision.State);
        using var bulk = await gateway.BulkAsync();
        await bulk.SendAsync(new() { Hold = hold });
        Assert.Equal(ApprovalState.Denied, (await bulk.NextAsync(message => message.Accepted is not null)).Accepted.State);
    }

    [Fact]
    public async Task The_same_bytes_at_another_gateway_find_the_approval()
    {
        var tenant = await link.TenantAsync();
        using var first = await link.GatewayAsync(tenant);
        using var second = await link.GatewayAsync(tenant);
        var hold = Hold(tenant);
        using var bulk = await first.BulkAsync();
        await bulk.SendAsync(new() { Hold = hold });
        await bulk.NextAsync(message => message.Accepted is not null);
        await bulk.SendAsync(new() { Abandoned = new() { OrganisationId = hold.OrganisationId, ApprovalId = hold.ApprovalId, ExchangeId = hold.ExchangeId } });
        await DecideAsync(tenant, hold, approve: true);

        var again = Hold(tenant);
        using var other = await second.BulkAsync();
        await other.SendAsync(new() { Hold = again });
        var accepted = (await other.NextAsync(message => message.Accepted is not null)).Accepted;
        Assert.Equal((again.ExchangeId, hold.ApprovalId, ApprovalState.Approved), (accepted.ExchangeId, accepted.ApprovalId, accepted.State));
    }

    [Fact]
    public async Task A_change_of_a_request_reaches_a_gateway_that_did_not_hear_of_it()
    {
        var tenant = await link.TenantAsync();
        using var gateway = await link.GatewayAsync(tenant);
        using var bulk = await gateway.BulkAsync();
        var hold = Hold(tenant);
        await bulk.SendAsync(new() { Hold = hold });
        await bulk.NextAsync(message => message.Accepted is not null);

        // As it stands when the change was told too long ago to be told again.
        await tenant.PeekAsync<object>(
            """update tenant.approvals set edits = '[{"pointer":"/messages/0/content","text":"Export one customer"}]', edits_by = 'usr_x', edits_by_name = 'Rita' where organisation_id = $1 and id = $2""",
            hold.ApprovalId);
        var again = hold.Clone();
        (again.ApprovalId, again.ExchangeId) = (Id<Approval>.New(TimeProvider.System).Value, Id<Exchange>.New(TimeProvider.System).Value);
        await bulk.SendAsync(new() { Hold = again });
        var accepted = (await bulk.NextAsync(message => message.Accepted?.ExchangeId == again.ExchangeId)).Accepted;
        Assert.Equal((hold.ApprovalId, ApprovalState.Pending), (accepted.ApprovalId, accepted.State));
        Assert.Equal((hold.ApprovalId, ApprovalState.Pending, "Export one customer"), (accepted.Change.ApprovalId, accepted.Change.State, Assert.Single(accepted.Change.Edits).Text));
    }

    [Fact]
    public async Task A_gateway_speaks_only_for_organisations_of_its_region()
    {
        var (tenant, stranger) = (await link.TenantAsync(), await link.TenantAsync());
        using var home = await link.GatewayAsync(stranger);
        using var gateway = await link.GatewayAsync(tenant);
        using var control = gateway.Control();
        using var bulk = await gateway.BulkAsync();
        using var theirs = await home.BulkAsync();

        await bulk.SendAsync(new() { Hold = Hold(stranger) });
        Assert.NotEqual("", (await bulk.NextAsync(message => message.Accepted is not null)).Accepted.Refusal);
        var hold = Hold(stranger);
        await theirs.SendAsync(new() { Hold = hold });
        await theirs.NextAsync(message => message.Accepted is not null);
        await DecideAsync(stranger, hold, approve: true);
        await control.SendAsync(new() { Consume = Consume(hold, 1) });
        Assert.False((await control.NextAsync(message => message.Consumed is not null)).Consumed.Granted);
        Assert.DoesNotContain(control.Passed, message => message.Decision is not null);
    }

    [Fact]
    public async Task A_gateway_speaks_only_for_connections_of_its_region()
    {
        var tenant = await link.TenantAsync();
        using var gateway = await link.GatewayAsync(tenant);
        using var control = gateway.Control();
        using var bulk = await gateway.BulkAsync();
        await tenant.PeekAsync<object>("update tenant.connections set regions = array['reg_elsewhere', $2] where organisation_id = $1", gateway.Reply.RegionId);
        var hold = Hold(tenant);
        await bulk.SendAsync(new() { Hold = hold });
        Assert.Equal("", (await bulk.NextAsync(message => message.Accepted is not null)).Accepted.Refusal);
        await DecideAsync(tenant, hold, approve: true);

        await tenant.PeekAsync<object>("update tenant.connections set regions = '{reg_elsewhere}' where organisation_id = $1");
        await control.SendAsync(new() { Consume = Consume(hold, 1) });
        Assert.False((await control.NextAsync(message => message.Consumed is not null)).Consumed.Granted);
        await bulk.SendAsync(new() { Hold = Hold(tenant) });
        Assert.NotEqual("", (await bulk.NextAsync(message => message.Accepted is not null)).Accepted.Refusal);

        await tenant.PeekAsync<object>("update tenant.connections set regions = '{}' where organisation_id = $1");
        await control.SendAsync(new() { Consume = Consume(hold, 2) });
        Assert.True((await control.NextAsync(message => message.Consumed is not null)).Consumed.Granted);
    }

    [Fact]
    public async Task Consumptions_that_are_too_many_get_a_no_and_no_renewal_waits_behind_them()
    {
        var tenant = await link.TenantAsync();
        using var gateway = await link.GatewayAsync(tenant);
        using var control = gateway.Control();
        await control.RenewAsync();
        await using (var holder = await link.Database.Owner.OpenConnectionAsync(Cancel))
        {
            // Nothing about approvals can be found out for now.
            await using var holding = await holder.BeginTransactionAsync(Cancel);
            await using (var command = new Npgsql.NpgsqlCommand("lock table tenant.approvals in access exclusive mode", holder))
                await command.ExecuteNonQueryAsync(Cancel);
            for (byte attempt = 1; attempt <= 66; attempt++)
                await control.SendAsync(new() { Consume = Consume(Hold(tenant), attempt) });
            foreach (var tooMany in (byte[])[65, 66])
                Assert.False((await control.NextAsync(message => message.Consumed?.Attempt[0] == tooMany)).Consumed.Granted);
            await control.RenewAsync();
        }
    }

    [Fact]
    public async Task A_decision_that_cannot_be_told_keeps_no_other_back()
    {
        var tenant = await link.TenantAsync();
        using var gateway = await link.GatewayAsync(tenant);
        using var control = gateway.Control();
        using var bulk = await gateway.BulkAsync();
        await control.RenewAsync();
        await tenant.PeekAsync<object>("insert into platform.region_organisations (region_id, organisation_id) select $2, 'no id' where $1 <> ''", gateway.Reply.RegionId);
        await tenant.PeekAsync<object>("select set_config('saasgate.organisation', 'no id', false), platform.append_decision('no id', $1, 'denied')");
        var hold = Hold(tenant);
        await bulk.SendAsync(new() { Hold = hold });
        await bulk.NextAsync(message => message.Accepted is not null);
        await DecideAsync(tenant, hold, approve: false);
        Assert.Equal(hold.ApprovalId, (await control.NextAsync(message => message.Decision is not null)).Decision.ApprovalId);

        // And whoever connects now stays.
        using var again = gateway.Control();
        await again.RenewAsync();
    }

    [Theory]
    [InlineData("view")]
    [InlineData("severity")]
    [InlineData("skill")]
    [InlineData("json")]
    public async Task A_malformed_hold_is_refused(string what)
    {
        var tenant = await link.TenantAsync();
        using var gateway = await link.GatewayAsync(tenant);
        using var bulk = await gateway.BulkAsync();
        var hold = Hold(tenant);
        if (what == "view")
            hold.View = ByteString.CopyFromUtf8("""{"summary":"something else"}""");
        else if (what == "severity")
            hold.Severity = "grave";
        else if (what == "skill")
            hold.SkillId = "nobody";
        else
            (hold.View, hold.ViewDigest) = (ByteString.CopyFromUtf8("["), ByteString.CopyFrom(SHA256.HashData("["u8)));
        await bulk.SendAsync(new() { Hold = hold });
        Assert.Equal("internal", (await bulk.NextAsync(message => message.Accepted is not null)).Accepted.Refusal);
    }

    internal static HoldRequest Hold(TestTenant tenant, uint milliseconds = 60_000) => new()
    {
        OrganisationId = tenant.Organisation.Value,
        ApprovalId = Id<Approval>.New(TimeProvider.System).Value,
        ExchangeId = Id<Exchange>.New(TimeProvider.System).Value,
        SessionId = Id<Session>.New(TimeProvider.System).Value,
        SkillId = tenant.Skill.Value,
        Digest = ByteString.CopyFrom(1, 2, 3),
        View = ByteString.CopyFrom(View),
        ViewDigest = ByteString.CopyFrom(SHA256.HashData(View)),
        Rule = "no exports",
        PolicyId = tenant.Policy.Value,
        PolicyVersion = 1,
        Severity = "high",
        TimeoutMilliseconds = milliseconds,
        Policies = { new PolicyUse { PolicyId = tenant.Policy.Value, Version = 1 } },
    };

    private static Contracts.RegionLink.ConsumeApproval Consume(HoldRequest hold, byte attempt) => new()
    {
        Attempt = ByteString.CopyFrom([.. Enumerable.Repeat(attempt, 16)]),
        OrganisationId = hold.OrganisationId,
        ApprovalId = hold.ApprovalId,
        ExchangeId = hold.ExchangeId,
        Digest = hold.Digest,
        Policies = { hold.Policies },
    };

    private async Task<DecideOutcome> DecideAsync(TestTenant tenant, HoldRequest hold, bool approve) => (await link.Service<DecisionStore>().DecideAsync(
        new(tenant.Organisation, Id<Approval>.Parse(hold.ApprovalId), approve, hold.ViewDigest.Memory, new((await tenant.AddMemberAsync("reviewer")).Value, "Rita Reviewer"), null, "fine"), Cancel)).Outcome;
}
