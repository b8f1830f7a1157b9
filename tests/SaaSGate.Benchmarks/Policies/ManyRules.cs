using System.Globalization;
using System.Text;
using System.Text.Json;
using SaaSGate.Inspection.Policies;

namespace SaaSGate.Benchmarks.Policies;

/// <summary>A policy of many rules of every kind, none of which matches the request beside it; and one rule that has the same looked for.</summary>
internal static class ManyRules
{
    private static readonly string[] Words =
        ["the", "customer", "asked", "for", "an", "invoice", "of", "March", "and", "we", "answered", "that", "order", "4711", "was", "sent", "on", "Monday", "to", "warehouse", "in", "Ghent", "export", "records"];

    private static readonly string[] Conditions =
    [
        "findings: [EMAIL, PHONE], min_count: {0}00", "findings: [CREDIT_CARD, IBAN, US_SSN], tools: ['pay_{0}_*']", "findings: [API_KEY], labels: [team-{0}]", "text: '(?i)\\bexport (all|every) customers? of region {0}\\b'",
        "text: 'project-codename-{0}'", "text: '(?i)ignore (all |any )?rules of chapter {0}', last_user_turn: true", "tools: [delete_table_{0}, 'drop_{0}_*']", "tool_input: '(?i)rm -rf /data/{0}'", "destinations: ['*.host-{0}.example']",
        "models: ['claude-{0}-*']", "mcp_servers: ['*.mcp-{0}.example'], container_skills: ['skill-{0}']", "max_tokens: {{ more_than: {0}00000 }}", "request_tokens: {{ more_than: {0}00000 }}", "labels: ['team-{0}-*'], files: true",
        "time: {{ within: 'sun 0{1}:00-0{1}:30', zone: Europe/Berlin }}", "first_seen: [tool], tools: ['new_{0}_*']", "endpoints: [batches], text: 'nightly {0}'", "findings: [DESTINATION], allowed_destinations: ['*.example.com', '*.example', host-{0}.test], min_count: 9",
    ];

    /// <summary>So many rules, none of which matches.</summary>
    public static PolicySet Compile(int rules)
    {
        var document = new StringBuilder("rules:\n");
        for (var i = 0; i < rules; i++)
            document.Append(CultureInfo.InvariantCulture, $"  - {{ name: r-{i}, on: request, then: {(i % 3 == 0 ? "block" : "hold")}, when: {{ {string.Format(CultureInfo.InvariantCulture, Conditions[i % Conditions.Length], i + 5, i % 8)} }} }}\n");
        return Compile(document.ToString());
    }

    /// <summary>One rule that never matches, and for which the same is looked for; with <paramref name="readsText"/>, what patterns read is read as well.</summary>
    public static PolicySet CompileOne(bool readsText) => Compile(
        $"rules: [{{ name: one, on: request, then: hold, when: {{ findings: [EMAIL, PHONE, CREDIT_CARD, IBAN, US_SSN, API_KEY, DESTINATION], allowed_destinations: ['*.example.com'], min_count: 100000{(readsText ? ", text: codename, tool_input: codename" : "")} }} }}]\n");

    /// <summary>A conversation of some turns with twenty tools, calls and results.</summary>
    public static byte[] Request(int turns, int characters)
    {
        var random = new Random(1);
        var messages = new List<object>();
        for (var turn = 0; turn < turns; turn++)
        {
            messages.Add(new { role = "user", content = turn == 0 ? (object)Text(random, characters) : new object[] { new { type = "tool_result", tool_use_id = $"toolu_{turn}", content = Text(random, characters) } } });
            messages.Add(new { role = "assistant", content = new object[] { new { type = "text", text = Text(random, characters / 4) }, new { type = "tool_use", id = $"toolu_{turn + 1}", name = "read_order_3", input = new { url = "https://api.example.com/orders", id = turn } } } });
        }
        messages.Add(new { role = "user", content = Text(random, characters) });
        var tools = Enumerable.Range(0, 20).Select(i => new { name = $"read_order_{i}", description = "Reads an order.", input_schema = new { type = "object" } });
        return JsonSerializer.SerializeToUtf8Bytes(new { model = "claude-x", max_tokens = 4096, tools, messages });
    }

    /// <summary>Everything that rules may ask is known.</summary>
    public static RequestFacts Facts { get; } = new() { SkillLabels = ["crm", "sales"], UtcNow = new DateTimeOffset(2026, 11, 26, 12, 0, 0, TimeSpan.Zero), SkillName = "crm-sync", Seen = new Everything() };

    private static string Text(Random random, int characters)
    {
        var text = new StringBuilder($"Write to user{random.Next()}@example.com. ");
        while (text.Length < characters)
            text.Append(Words[random.Next(Words.Length)]).Append(' ');
        return text.ToString();
    }

    private static PolicySet Compile(string document)
    {
        var compiled = PolicySet.Compile([new PolicySource("pol_1", "benchmark", 1, document)]);
        return compiled.Policy ?? throw new InvalidOperationException($"The policy does not compile: {compiled.Errors[0]}");
    }

    private sealed class Everything : ISeenThings
    {
        public bool Contains(SeenKind kind, ReadOnlySpan<char> value) => true;
    }
}
