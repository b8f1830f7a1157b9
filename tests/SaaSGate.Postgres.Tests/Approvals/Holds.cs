using System.Security.Cryptography;
using SaaSGate.Contracts.Ids;
using SaaSGate.Postgres.Approvals;
using SaaSGate.Postgres.Incidents;
using SaaSGate.Postgres.Regions;
using SaaSGate.TestKit;

namespace SaaSGate.Postgres.Tests.Approvals;

/// <summary>Stores and made-up holds for the tests beside it.</summary>
internal sealed class Holds(Database database)
{
    public const string GatewayId = "gtw_00000000000000000000000001";
    public static readonly byte[] View = """{"summary":"Export all customers"}"""u8.ToArray();
    public static readonly byte[] ViewDigest = SHA256.HashData(View);

    public HoldStore Store { get; } = new(database.Tenants, database.Platform, TimeProvider.System);

    public ApprovalStore Approvals { get; } = new(database.Tenants);

    public DecisionStore Decisions { get; } = new(
        database.Tenants, new IncidentChangeStore(database.Tenants, new StopStore(database.Tenants, TimeProvider.System), TimeProvider.System), TimeProvider.System);

    public static ApprovalReader Reader(TestTenant tenant, Id<User>? person = null) => new(tenant.Organisation, (person ?? Id<User>.New(TimeProvider.System)).Value);

    public static HoldExchange Of(TestTenant tenant, byte digest = 1, TimeSpan? timeout = null, HoldRoute? route = null) => new()
    {
        Organisation = tenant.Organisation,
        Proposed = Id<Approval>.New(TimeProvider.System),
        Exchange = Id<Exchange>.New(TimeProvider.System),
        Session = Id<Session>.New(TimeProvider.System),
        Skill = tenant.Skill,
        GatewayId = GatewayId,
        Rule = "no exports",
        PolicyId = tenant.Policy.Value,
        PolicyVersion = 1,
        Severity = "high",
        Digest = [digest],
        ViewDigest = ViewDigest,
        View = View,
        Summary = "Export all customers",
        Timeout = timeout ?? TimeSpan.FromMinutes(5),
        Route = route ?? HoldRoute.Anyone,
        Tool = "http",
        Destination = "https://claude.test",
        Policies = [new() { PolicyId = tenant.Policy.Value, Version = 1 }],
    };

    /// <summary>By somebody who may decide, unless it is said by whom.</summary>
    public static async Task<DecideApproval> DecisionAsync(
        TestTenant by, Id<Approval> approval, bool approve = true, Id<User>? reviewer = null, byte[]? seen = null, string? onBehalfOf = null, bool fresh = false) => new(
        by.Organisation, approval, approve, seen ?? ViewDigest, new((reviewer ?? await by.AddMemberAsync("reviewer")).Value, "Rita Reviewer"), onBehalfOf, "as agreed", fresh);

    public static Consumption Consumption(HoldExchange hold, byte attempt = 1, byte[]? digest = null) =>
        new(hold.Organisation, hold.Proposed, hold.Exchange, digest ?? hold.Digest, hold.Policies, [attempt], GatewayId);
}
