using SaaSGate.Inspection.Policies;

namespace SaaSGate.Inspection.Tests.Policies;

public sealed class PolicyPacksTests
{
    public static TheoryData<string> Ids => [.. PolicyPacks.All.Select(pack => pack.Id)];

    [Theory]
    [MemberData(nameof(Ids))]
    public void Passes_its_own_tests(string id)
    {
        var pack = PolicyPacks.Find(id)!;
        var report = PolicyTests.Run(new PolicySource("pol_1", id, 1, pack.Document));
        Assert.Empty(report.Failures);
        Assert.True(report.Results.Count >= 3);
        Assert.InRange(pack.Title.Length, 4, 60);
        Assert.InRange(pack.Description.Length, 40, 500);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Tries_each_of_its_rules(string id)
    {
        var document = PolicyPacks.Find(id)!.Document;
        var compiled = PolicySet.Compile([new PolicySource("pol_1", id, 1, document)]);
        Assert.Empty(compiled.Warnings);
        Assert.All(compiled.Policy!.RuleSummaries, rule => Assert.NotNull(rule.Doc));
        var tried = PolicyTests.Run(new PolicySource("pol_1", id, 1, document)).Results.SelectMany(result => result.Matches).Select(match => match.Rule).ToHashSet();
        Assert.Equal(compiled.Policy.RuleSummaries.Where(rule => rule.Name != "block-very-many-people").Select(rule => rule.Name), compiled.Policy.RuleSummaries.Select(rule => rule.Name).Where(tried.Contains));
    }

    [Fact]
    public void Can_be_in_force_together() =>
        Assert.True(PolicySet.Compile(PolicyPacks.All.Select(pack => new PolicySource("pol_" + pack.Id, pack.Id, 1, pack.Document))).Succeeded);
}
