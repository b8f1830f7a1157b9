using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using SaaSGate.Inspection.Policies;

namespace SaaSGate.Inspection.Tests.Policies;

public sealed partial class PolicyGuideTests
{
    [Fact]
    public void Its_example_compiles_and_passes_its_test() => Assert.Empty(PolicyTests.Run(new PolicySource("pol_1", "example", 1, Block().Match(PolicyGuide.Markdown).Groups[1].Value)).Failures);

    [Fact]
    public void Its_example_of_an_exception_of_masks_compiles()
    {
        var document = Exception().Match(PolicyGuide.Markdown).Groups[1].Value;
        Assert.Empty(PolicySet.Compile([new PolicySource("pol_1", "example", 1, document)]).Errors);
        Assert.Contains("exceptions:", document, StringComparison.Ordinal);
    }

    [Fact]
    public void Tells_of_every_key_of_rules_conditions_holds_and_limits()
    {
        var definitions = JsonNode.Parse(PolicySchema.Json)!["$defs"]!;
        foreach (var part in (string[])["rule", "when", "hold", "exception", "limits", "test", "detector"])
            Assert.All(definitions[part]!["properties"]!.AsObject(), key => Assert.Matches($"`(escalate: {{ )?{key.Key}\\b", PolicyGuide.Markdown));
    }

    [GeneratedRegex("```yaml\n(title:.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex("```yaml\n(rules:\n  - name: mask.*?)```", RegexOptions.Singleline)]
    private static partial Regex Exception();
}
