using SaaSGate.Inspection.Policies;

namespace SaaSGate.Inspection.Tests.Policies;

public sealed class PolicySourceTests
{
    [Theory]
    [InlineData("", true)]
    [InlineData("organisation", true)]
    [InlineData("label:crm", true)]
    [InlineData("label:CRM", false)]
    [InlineData("label:sales", false)]
    [InlineData("skill:skl_1", true)]
    [InlineData("skill:skl_2", false)]
    public void Is_in_force_for_whom_it_is_attached_to(string scope, bool applies) => Assert.Equal(applies, new PolicySource("pol_1", "a", 1, "rules: []", scope).AppliesTo("skl_1", ["crm"]));

    [Theory]
    [InlineData("label:")]
    [InlineData("skill:")]
    [InlineData("region:eu")]
    public void Is_never_left_out_because_its_scope_cannot_be_read(string scope)
    {
        Assert.False(PolicySource.IsScope(scope));
        Assert.Throws<FormatException>(() => new PolicySource("pol_1", "a", 1, "rules: []", scope).AppliesTo("skl_1", []));
    }

    [Fact]
    public void Is_merged_by_scope_and_then_by_name()
    {
        PolicySource[] sources = [Of("b", ""), Of("a", "organisation"), Of("z", "label:a"), Of("c", "label:b"), Of("a", "label:b"), Of("y", "skill:skl_1"), Of("x", "skill:skl_1")];
        Assert.Equal(["x", "y", "z", "a", "c", "a", "b"], PolicySource.Ordered(sources.Reverse()).Select(source => source.Name));

        static PolicySource Of(string name, string scope) => new("pol_" + name + scope, name, 1, "rules: []", scope);
    }
}
