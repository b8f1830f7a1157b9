using CsCheck;
using SaaSGate.Inspection.Detection;
using SaaSGate.Inspection.Policies;

namespace SaaSGate.Inspection.Tests.Support;

/// <summary>A policy that masks some of the types there are, perhaps with detectors of its own.</summary>
internal sealed class Rules
{
    private const int Number = 24;

    private const string Own = """
        detectors:
          - { name: own-words, type: OWN_WORD, dictionary: [john, example.com, "Hello the", call, "4111", github] }
          - { name: own-parts, type: OWN_PART, dictionary: ["sk-", "@exam", "55"], whole_words: false, match_case: true }
          - { name: own-pattern, type: OWN_PATTERN, pattern: '[0-9]{3,4}[- .][0-9]{3,}|(?:the|ssn) +\w' }
        """;

    private static readonly string[] Operators = ["label", "partial", "drop", "seal"];

    private static readonly Rules[] All = [.. Enumerable.Range(0, Number).Select(seed => new Rules(new Random(seed), seed))];

    private Rules(Random random, int seed)
    {
        var types = BuiltInDetectors.Types.Order(StringComparer.Ordinal).ToArray();
        random.Shuffle(types);
        var some = types.Take(seed == 0 ? types.Length : random.Next(1, types.Length + 1)).ToList();
        if (seed % 3 == 1)
            some.AddRange(["OWN_WORD", "OWN_PART", "OWN_PATTERN"]);
        var except = seed % 2 == 0 ? "john@example.com" : "4111111111111111";
        Policy = Compile(Operators[seed % Operators.Length]);
        Labels = new Inspector(Compile("label"), Given.Keys, Given.Skill);
        Inspector = new Inspector(Policy, Given.Keys, Given.Skill);

        PolicySet Compile(string operation) => Given.Policy($$"""
            {{Own}}
            rules:
              - { name: mask, on: both, then: mask, with: {{operation}}, when: { findings: [{{string.Join(", ", some)}}] }, except: ["{{except}}"] }
            """);
    }

    public static Gen<Rules> Any { get; } = Gen.Int[0, Number - 1].Select(index => All[index]);

    public PolicySet Policy { get; }

    public Inspector Inspector { get; }

    /// <summary>The same with labels: what every record holds.</summary>
    public Inspector Labels { get; }
}
