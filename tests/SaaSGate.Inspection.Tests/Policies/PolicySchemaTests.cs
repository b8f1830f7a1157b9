using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using SaaSGate.Inspection.Policies;
using SaaSGate.Inspection.Policies.Reading;

namespace SaaSGate.Inspection.Tests.Policies;

/// <summary>The parser says which keys it knows when it meets one that it does not: those are what the schema must have.</summary>
public sealed partial class PolicySchemaTests
{
    private const string Rule = "rules:\n  - name: a\n    on: request\n    then: hold\n";

    private static readonly JsonNode Schema = JsonNode.Parse(PolicySchema.Json)!;

    [Theory]
    [InlineData("", "rules: []\nzzz: 1")]
    [InlineData("limits", "limits: { zzz: 1 }\nrules: []")]
    [InlineData("detector", "detectors: [{ zzz: 1 }]\nrules: []")]
    [InlineData("sample", "detectors: [{ name: a, type: AB, dictionary: [abc], samples: [{ zzz: 1 }] }]\nrules: []")]
    [InlineData("rule", Rule + "    zzz: 1")]
    [InlineData("when", Rule + "    when: { zzz: 1 }")]
    [InlineData("when.max_tokens", Rule + "    when: { max_tokens: { zzz: 1 } }")]
    [InlineData("when.request_tokens", Rule + "    when: { request_tokens: { zzz: 1 } }")]
    [InlineData("when.time", Rule + "    when: { time: { zzz: 1 } }")]
    [InlineData("hold", Rule + "    hold: { zzz: 1 }")]
    [InlineData("hold.escalate", Rule + "    hold: { escalate: { zzz: 1 } }")]
    [InlineData("exception", Rule + "    exceptions: [{ zzz: 1 }]")]
    [InlineData("test", "rules: []\ntests: [{ zzz: 1 }]")]
    [InlineData("test.tool_use", "rules: []\ntests: [{ tool_use: { zzz: 1 } }]")]
    [InlineData("test.skill", "rules: []\ntests: [{ skill: { zzz: 1 } }]")]
    [InlineData("test.seen", "rules: []\ntests: [{ seen: { zzz: 1 } }]")]
    [InlineData("test.expect", "rules: []\ntests: [{ expect: { zzz: 1 } }]")]
    public void Knows_each_key_that_the_parser_knows_and_no_other(string place, string document)
    {
        var error = Assert.Single(PolicySet.Compile([new PolicySource("pol_1", "mine", 1, document)]).Errors, error => error.Message.StartsWith("'zzz' is not known", StringComparison.Ordinal));
        var known = Known().Match(error.Message).Groups[1].Value.Split(", ");
        var node = place.Split('.', StringSplitOptions.RemoveEmptyEntries) switch
        {
            [] => Schema,
            [var part] => Schema["$defs"]![part]!,
            [var part, var inner] => Schema["$defs"]![part]!["properties"]![inner]!,
            _ => throw new InvalidOperationException(place),
        };
        Assert.Equal(known, node["properties"]!.AsObject().Select(property => property.Key).Order(StringComparer.Ordinal));
        Assert.False(node["additionalProperties"]!.GetValue<bool>());
    }

    [Fact]
    public void Tries_every_object_that_it_describes()
    {
        var described = Objects(Schema, "").Concat(Schema["$defs"]!.AsObject().SelectMany(definition => Objects(definition.Value!, definition.Key))).Order(StringComparer.Ordinal);
        var tried = typeof(PolicySchemaTests).GetMethod(nameof(Knows_each_key_that_the_parser_knows_and_no_other))!.GetCustomAttributes(typeof(InlineDataAttribute), false).Cast<InlineDataAttribute>().Select(data => (string)data.Data[0]!);
        Assert.Equal(tried.Order(StringComparer.Ordinal), described);

        static IEnumerable<string> Objects(JsonNode node, string name) => node["properties"] is not JsonObject properties
            ? []
            : properties.Where(property => property.Value!["additionalProperties"] is not null).Select(property => name.Length == 0 ? property.Key : $"{name}.{property.Key}").Prepend(name);
    }

    [Fact]
    public void Names_every_type_and_detector_of_the_product()
    {
        var known = new KnownFindings([]);
        var when = Schema["$defs"]!["when"]!["properties"]!;
        Assert.Equal(known.Types.Order(StringComparer.Ordinal), Names("findings"));
        Assert.Equal(known.Detectors.Order(StringComparer.Ordinal), Names("detectors"));

        IEnumerable<string> Names(string key) => when[key]!["items"]!["anyOf"]![0]!["enum"]!.AsArray().Select(name => name!.GetValue<string>());
    }

    [Fact]
    public void Describes_every_key()
    {
        var properties = Schema["$defs"]!.AsObject().SelectMany(definition => definition.Value!["properties"]!.AsObject().Select(property => (definition.Key, Name: property.Key, property.Value))).ToArray();
        Assert.NotEmpty(properties);
        Assert.All(properties.Where(property => property.Key is "rule" or "when" or "hold"), property => Assert.True(property.Name is "severity" or "exceptions" or "when" or "hold" || property.Value!["description"] is not null, property.Name));
        using var document = JsonDocument.Parse(PolicySchema.Json);
        Assert.Equal("https://json-schema.org/draft/2020-12/schema", document.RootElement.GetProperty("$schema").GetString());
    }

    [GeneratedRegex("Known are: (.*)\\.$")]
    private static partial Regex Known();
}
