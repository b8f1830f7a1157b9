using SaaSGate.Inspection.Detection;
using SaaSGate.Inspection.Masking;
using SaaSGate.Inspection.Policies;

namespace SaaSGate.Inspection.Tests.Support;

internal static class Given
{
    public const string Skill = "skl_01jd0000000000000000000000";

    public const string MaskEverything = """
        rules:
          - name: mask-personal-data
            on: response
            when: { findings: [EMAIL, PHONE, CREDIT_CARD, US_SSN, API_KEY] }
            then: mask
        """;

    public static readonly string[] AllTypes = [.. BuiltInDetectors.Types];

    /// <summary>Masks what <see cref="Scan"/> masks.</summary>
    public static string MaskAllTypes { get; } = $"rules: [{{ name: mask-all, on: response, then: mask, when: {{ findings: [{string.Join(", ", AllTypes)}] }} }}]";

    public static MaskingKeys Keys { get; } = new(Enumerable.Repeat((byte)1, 32).ToArray(), Enumerable.Repeat((byte)2, 32).ToArray());

    public static Labeller Labeller { get; } = new(Keys, Skill);

    public static MaskPlan Plan(params string[] types) =>
        new(types.ToDictionary(type => type, _ => "mask-it"), new Dictionary<string, string>());

    public static PolicySet Policy(string document)
    {
        var compilation = PolicySet.Compile([new PolicySource("pol_1", "test", 3, document)]);
        Assert.True(compilation.Succeeded, string.Join("\n", compilation.Errors));
        return compilation.Policy;
    }

    public static Inspector Inspector(string document = MaskEverything) => new(Policy(document), Keys, Skill);
}
