using SaaSGate.Contracts.Ids;
using SaaSGate.Contracts.RegionLink;
using SaaSGate.Gateway.View;
using Xunit;

namespace SaaSGate.Gateway.Tests.View;

public sealed class TenantPoliciesTests
{
    private const string Good = "rules: []", Bad = "rules: [{ name: No Name }]";
    private static readonly string Mine = Id<Skill>.New(TimeProvider.System).Value;

    [Fact]
    public void Gives_each_skill_what_is_for_it_in_order_and_shares_what_is_the_same()
    {
        var policies = new TenantPolicies([Policy("all", "organisation"), Policy("label", "label:support"), Policy("own", $"skill:{Mine}"), Policy("other", "label:finance")], null);
        Assert.Equal(["own", "label", "all"], policies.For(Skill(Mine, "support")).Versions.Select(version => version.PolicyId));
        Assert.Same(policies.For(Skill("skl_a")), policies.For(Skill("skl_b", "else")));
        Assert.Equal(["all"], policies.For(Skill("skl_a")).Versions.Select(version => version.PolicyId));
    }

    [Fact]
    public void Keeps_the_version_before_where_one_cannot_be_read_and_says_so()
    {
        var before = new TenantPolicies([Policy("a", "organisation"), Policy("b", "organisation")], null);
        var now = new TenantPolicies([Policy("a", "organisation", 2, Bad), Policy("b", "organisation", 2)], before);
        Assert.Equal([("a", 1UL), ("b", 2UL)], now.For(Skill(Mine)).Versions);
        Assert.NotNull(now.For(Skill(Mine)).Set);
        var fault = Assert.Single(now.Faults);
        Assert.Equal(("a", 2UL, 1UL), (fault.PolicyId, fault.Version, fault.KeptVersion));
        Assert.Contains("Line 1", fault.Message, StringComparison.Ordinal);

        // As long as it stays, so does the version before; what is mended is put in force.
        var still = new TenantPolicies([Policy("a", "organisation", 2, Bad), Policy("b", "organisation", 3)], now);
        Assert.Equal([("a", 1UL), ("b", 3UL)], still.For(Skill(Mine)).Versions);
        Assert.Single(still.Faults);
        var mended = new TenantPolicies([Policy("a", "organisation", 3), Policy("b", "organisation", 3)], still);
        Assert.Equal([("a", 3UL), ("b", 3UL)], mended.For(Skill(Mine)).Versions);
        Assert.Empty(mended.Faults);
    }

    [Fact]
    public void Lets_nothing_through_for_skills_of_a_policy_that_never_could_be_read()
    {
        var policies = new TenantPolicies([Policy("a", "label:support", 1, Bad), Policy("b", "organisation"), Policy("c", "nonsense", 1, Good)], null);
        Assert.Null(policies.For(Skill(Mine, "support")).Set);
        Assert.Equal(["a", "c"], policies.Faults.Select(fault => fault.PolicyId).Order());

        var readable = new TenantPolicies([Policy("a", "label:support", 1, Bad), Policy("b", "organisation")], null);
        Assert.Null(readable.For(Skill(Mine, "support")).Set);
        Assert.NotNull(readable.For(Skill(Mine)).Set);
    }

    [Fact]
    public void Compiles_anew_only_what_changed_also_where_a_version_was_written_over()
    {
        var before = new TenantPolicies([Policy("a", "organisation")], null);
        var set = before.For(Skill(Mine)).Set;
        Assert.Same(set, new TenantPolicies([Policy("a", "organisation")], before).For(Skill(Mine)).Set);
        Assert.NotSame(set, new TenantPolicies([Policy("a", "organisation", 1, "rules: [] # other")], before).For(Skill(Mine)).Set);
    }

    private static PolicyView Policy(string id, string scope, ulong version = 1, string document = Good) =>
        new() { Id = id, Name = id, Scope = scope, Version = version, Document = document };

    private static SkillView Skill(string id, params string[] labels) => new() { Id = id, Labels = { labels } };
}
