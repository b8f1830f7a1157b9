using SaaSGate.Contracts.Billing;
using SaaSGate.ControlPlane.Billing;
using SaaSGate.Postgres.Billing;
using SaaSGate.TestKit;
using Xunit;

namespace SaaSGate.ControlPlane.Tests.Billing;

/// <summary>What each state of a subscription means, held against the table that the decision states.</summary>
public sealed class StandingTests
{
    private static readonly DateTimeOffset TrialEnd = new(2026, 12, 10, 9, 0, 0, TimeSpan.Zero), Invoice = TrialEnd.AddHours(1), PeriodEnd = TrialEnd.AddMonths(1);
    private static readonly PlanCatalogue Plans = PlanCatalogue.Load();
    private static readonly BillingAccount Before = new(
        "cus_1", null, SubscriptionMeaning.None.Status, PlanKeys.Free, null, [], null, null, null, null, null, null, null, null, false, null, TrialEnd, null, [], null, 0, 1);

    private static readonly Dictionary<string, (string Plan, string Growth, string[] Told)> Table = Read();

    public static TheoryData<string> States => [.. SubscriptionMeaning.All.Select(one => one.Status)];

    [Fact]
    public void The_table_has_every_state_and_no_other() =>
        Assert.Equal(SubscriptionMeaning.All.Select(one => one.Status).Order(StringComparer.Ordinal), Table.Keys.Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(States))]
    public void A_state_means_what_the_table_says(string status)
    {
        var (plan, growth, told) = Table[status];

        // 1. The plan, and what it allows.
        var standing = At(status, Invoice);
        Assert.Equal(plan == "in force" ? "team" : "free", standing.Account.Plan);
        Assert.Equal(plan == "in force" ? new PlanLimits(25, 10, 4, 90) : Plans.Free.Limits, standing.Limits);

        // 2. Growth, around the end of the grace period.
        var since = growth.Contains("after the trial", StringComparison.Ordinal) ? TrialEnd : Invoice;
        var stops = growth == "never" ? (DateTimeOffset?)null : since.AddDays(int.Parse(growth.Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(stops, standing.Account.GrowthStopsAt);
        Assert.Equal((false, stops is not null), (At(status, since.AddDays(14).AddSeconds(-1)).GrowthStopped, At(status, since.AddDays(14)).GrowthStopped));

        // 3. What who pays is told, whenever.
        Assert.Equal(
            told.Order(StringComparer.Ordinal),
            Enumerable.Range(-5, 30).SelectMany(day => At(status, TrialEnd.AddDays(day)).Notices(null, TrialEnd.AddDays(day))).Select(notice => notice.Name).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void An_end_is_told_before_it_comes_and_the_plan_stays_until_then()
    {
        var going = BillingStanding.Of(Before, Facts("active", cancelAt: PeriodEnd) with { LateSince = null }, Plans, Invoice);
        Assert.Equal(("team", PeriodEnd), (going.Account.Plan, going.Account.CancelAt));
        Assert.Equal("ending", Assert.Single(going.Notices(null, Invoice)).Name);
        var gone = BillingStanding.Of(going.Account, Facts("canceled", cancelAt: PeriodEnd) with { LateSince = null }, Plans, PeriodEnd);
        Assert.Equal(("free", null, false), (gone.Account.Plan, gone.Account.CancelAt, gone.GrowthStopped));
        Assert.Empty(gone.Notices(null, PeriodEnd));
    }

    [Fact]
    public void A_state_that_is_not_known_takes_nothing_away()
    {
        var standing = BillingStanding.Of(Before, Facts("hibernating"), Plans, Invoice.AddDays(30));
        Assert.Equal(("team", false, 25), (standing.Account.Plan, standing.GrowthStopped, standing.Limits.Skills));
    }

    private static BillingStanding At(string status, DateTimeOffset now) => BillingStanding.Of(Before, Facts(status), Plans, now);

    /// <summary>A subscription to Team with four seats, whose trial is over or ends, and an invoice that could not be collected.</summary>
    private static StripeFacts Facts(string status, DateTimeOffset? cancelAt = null) => status == SubscriptionMeaning.None.Status
        ? new(null, false, [], null, null)
        : new(
            new("sub_1", status, "saasgate_team", 4, TrialEnd.AddDays(-14), TrialEnd.AddDays(-14), TrialEnd, PeriodEnd, TrialEnd, cancelAt), true,
            status is "active" or "trialing" ? ["saasgate-team"] : [], Invoice, null);

    private static Dictionary<string, (string Plan, string Growth, string[] Told)> Read() =>
        File.ReadAllLines(RepositoryFolder.In("ops", "decisions", "0028-who-pays-and-what-that-changes.md"))
            .SkipWhile(line => !line.StartsWith("| state |", StringComparison.Ordinal)).Skip(2).TakeWhile(line => line.StartsWith('|'))
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries))
            .ToDictionary(cells => cells[1], cells => (cells[2], cells[3], cells[4].Split(", ", StringSplitOptions.RemoveEmptyEntries).Select(name => name.Trim('`')).ToArray()));
}
