using SaaSGate.Inspection.Detection;
using SaaSGate.Inspection.Detection.Names;
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

    /// <summary>All but what the tagger of names finds, too: it sees names everywhere.</summary>
    public static readonly string[] AllTypes =
        [.. BuiltInDetectors.Types.Except(BuiltInDetectors.All.OfType<NameDetector>().SelectMany(detector => detector.Kinds).Select(kind => kind.Type)).Order(StringComparer.Ordinal)];

    public static MaskingKeys Keys { get; } = new(Bytes32(1), Bytes32(2), Bytes32(3));

    public static Labeller Labeller { get; } = new(Keys, Skill);

    public static byte[] Bytes32(byte value) => [.. Enumerable.Repeat(value, 32)];

    /// <summary>A plan in which every guess counts, however weak, and labels stand for what is masked.</summary>
    public static MaskPlan Plan(params string[] types) => Plan(types, own: []);

    /// <summary>Masks what detectors of a tenant's own find, and nothing else.</summary>
    public static MaskPlan Own(params Detector[] detectors) =>
        Plan(detectors.SelectMany(detector => detector.Kinds).Select(kind => kind.Type).Distinct(), detectors);

    private static MaskPlan Plan(IEnumerable<string> types, IEnumerable<Detector> own) =>
        new(types.Select(type => (type, new MaskPlan.Treatment("mask-it", Masked: true, MinScore: 0, MaskOperator.Label))), own);

    public static PolicySet Policy(string document)
    {
        var compilation = PolicySet.Compile([new PolicySource("pol_1", "test", 3, document)]);
        Assert.True(compilation.Succeeded, string.Join("\n", compilation.Errors));
        return compilation.Policy;
    }

    /// <summary>A policy that masks all that detectors find, in one way.</summary>
    public static string MaskWith(string operation) =>
        $"rules: [{{ name: mask-personal-data, on: response, then: mask, with: {operation}, when: {{ findings: [{string.Join(", ", AllTypes)}], min_score: 0 }} }}]";

    public static Inspector Inspector(string document = MaskEverything) => new(Policy(document), Keys, Skill);
}
