namespace SaaSGate.Inspection.Tests;

public sealed class TextInspectorTests
{
    private const string Text = "Mail jane.doe@example.org or call +44 20 7946 0958.";

    [Fact]
    public void Masks_every_type_without_a_policy()
    {
        var inspection = Inspect(new TextScope(), Text);
        Assert.Equal(["EMAIL 5 25", "PHONE 34 50"], inspection.Findings.Select(finding => $"{finding.Type} {finding.Start} {finding.End}"));
        Assert.Equal($"Mail {inspection.Findings[0].Label} or call {inspection.Findings[1].Label}.", inspection.Masked);
    }

    [Fact]
    public void Gives_the_very_text_back_where_nothing_is_masked() => Assert.Same(Text, Inspect(new TextScope { Types = new HashSet<string> { "US_SSN" } }, Text).Masked);

    [Fact]
    public void Tells_but_does_not_mask_what_a_policy_only_looks_for()
    {
        var policy = Given.Policy("""
            rules:
              - { name: mask-mail, on: both, when: { findings: [EMAIL] }, then: mask }
              - { name: no-phones, on: request, when: { findings: [PHONE] }, then: block, severity: high }
            """);
        var inspection = Inspect(new TextScope { Policy = policy }, Text);
        Assert.Equal(["mask-mail", "no-phones"], inspection.Findings.Select(finding => finding.Rule));
        Assert.Equal($"Mail {inspection.Findings[0].Label} or call +44 20 7946 0958.", inspection.Masked);
    }

    [Fact]
    public void Narrows_a_policy_to_types()
    {
        var scope = new TextScope { Policy = Given.Policy(Given.MaskEverything), Types = new HashSet<string> { "PHONE" } };
        Assert.Equal(["PHONE"], Inspect(scope, Text).Findings.Select(finding => finding.Type));
    }

    [Fact]
    public void Leaves_out_what_scores_less_than_the_threshold() =>
        Assert.Equal(["EMAIL"], Inspect(new TextScope { Threshold = 0.95 }, Text).Findings.Select(finding => finding.Type));

    [Fact]
    public void Begins_afresh_with_each_text()
    {
        var inspector = new TextInspector(new TextScope(), Given.Keys, Given.Skill);
        Assert.Equal(inspector.Inspect(Text).Masked, inspector.Inspect(Text).Masked);
        Assert.Empty(inspector.Inspect("nothing").Findings);
    }

    private static TextInspection Inspect(TextScope scope, string text) => new TextInspector(scope, Given.Keys, Given.Skill).Inspect(text);
}
