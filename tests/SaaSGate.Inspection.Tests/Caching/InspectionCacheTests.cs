using System.Text;
using CsCheck;
using SaaSGate.Inspection.Policies;

namespace SaaSGate.Inspection.Tests.Caching;

public sealed class InspectionCacheTests
{
    private const string Rules = """
        rules:
          - { name: m, on: both, then: mask, when: { findings: [EMAIL, CREDIT_CARD, API_KEY] } }
          - { name: o, on: request, then: hold, when: { findings: [PHONE, US_SSN], min_count: 2 } }
          - { name: t, on: request, then: block, when: { text: 'ghp_.*\n?John|联' } }
          - { name: l, on: request, then: hold, when: { text: 'call .*0', last_user_turn: true } }
        """;

    private static readonly PolicySet Policy = Given.Policy(Rules);

    private static readonly Gen<string> Part = Gen.Select(Texts.Any, Gen.Bool, Gen.Int[0, 3], (text, ascii, kind) => kind switch
    {
        0 => Quoted.Text(text, ascii),
        1 => $$"""[{"type":"text","text":{{Quoted.Text(text, ascii)}}},{"type":"text","text":{{Quoted.Text(text)}}}]""",
        2 => $$"""[{"type":"tool_result","content":{{Quoted.Text(text, ascii)}}}]""",
        _ => $$"""[{"type":"tool_use","input":{"phone":{{Quoted.Text(text, ascii)}},"n":{{string.Concat(Enumerable.Repeat("4111111111111111", 5))}} } }]""",
    });

    [Fact]
    public void Changes_nothing_in_what_is_found() => Part.Array[1, 8].Holds(
        parts =>
        {
            var (plain, cached) = (new Inspector(Policy, Given.Keys, Given.Skill), new Inspector(Policy, Given.Keys, Given.Skill, new InspectionCache()));
            for (var turns = 1; turns <= parts.Length; turns++)
                AssertSame(plain, cached, Body(parts.Take(turns)));
            AssertSame(plain, cached, Body(parts.Reverse()));
        }, 500);

    [Fact]
    public void Reads_afresh_under_another_policy_skill_or_key()
    {
        var cache = new InspectionCache();
        var body = Body([Quoted.Text(new string(' ', 80) + "john@example.com 4111 1111 1111 1111")]);
        var other = new MaskingKeys(Given.Keys.LabelKey, new byte[MaskingKeys.KeyBytes]);
        foreach (var make in (Func<InspectionCache?, Inspector>[])
            [
                cache => new Inspector(Given.Policy(Rules), Given.Keys, Given.Skill, cache),
                cache => new Inspector(Given.Policy(Given.MaskEverything), Given.Keys, Given.Skill, cache),
                cache => new Inspector(Given.Policy(Rules.Replace("EMAIL, ", "", StringComparison.Ordinal)), Given.Keys, Given.Skill, cache),
                cache => new Inspector(Given.Policy(Rules), Given.Keys, "skl_2", cache),
                cache => new Inspector(Given.Policy(Rules), other, Given.Skill, cache),
            ])
            AssertSame(make(null), make(cache), body);
    }

    [Fact]
    public void Takes_no_more_memory_than_it_may()
    {
        var cache = new InspectionCache(50_000);
        var inspector = new Inspector(Given.Policy(Rules), Given.Keys, Given.Skill, cache);
        for (var i = 0; i < 1000; i++)
        {
            inspector.InspectRequest(Body([Quoted.Text($"{new string('x', 100)} {i} john@example.com and john{i}@example.com")]), EndpointFamily.Messages);
            Assert.InRange(cache.Bytes, 0, 51_000);
        }
        Assert.True(cache.Bytes > 20_000);
    }

    [Fact]
    public void Keeps_what_is_asked_for_again_and_forgets_the_rest()
    {
        var cache = new InspectionCache(1000);
        for (UInt128 i = 0; i < 100; i++)
        {
            Assert.Equal(i > 0, cache.TryGet(1000, out string? kept));
            cache.Add(kept is null ? 1000 : i, "kept", 100);
        }
        Assert.False(cache.TryGet(50, out string? _));
    }

    private static void AssertSame(Inspector plain, Inspector cached, byte[] body)
    {
        var expected = plain.InspectRequest(body, EndpointFamily.Messages);
        for (var again = 0; again < 2; again++)
        {
            var actual = cached.InspectRequest(body, EndpointFamily.Messages);
            Assert.Equal(Encoding.UTF8.GetString(expected.RecordBody.Span), Encoding.UTF8.GetString(actual.RecordBody.Span));
            Assert.Equal(expected.Decision, actual.Decision);
            Assert.Equal(expected.Findings.Select(Show), actual.Findings.Select(Show));
        }
    }

    private static string Show(Finding finding) => $"{finding with { Fingerprint = [] }} {Convert.ToHexString(finding.Fingerprint)}";

    private static byte[] Body(IEnumerable<string> parts) => Sse.Bytes(
        $$"""{"model":"m","messages":[{{string.Join(',', parts.Select((part, i) => $$"""{"role":"{{(i % 2 == 0 ? "user" : "assistant")}}","content":{{part}}}"""))}}]}""");

    [Fact]
    public void Keeps_within_its_bytes_whatever_one_text_holds()
    {
        var cache = new InspectionCache(1024 * 1024);
        var inspector = new Inspector(Given.Policy(Given.MaskEverything), Given.Keys, Given.Skill, cache);
        var many = string.Join(' ', Enumerable.Range(0, 20_000).Select(number => $"u{number}@example.com"));
        Assert.NotEmpty(inspector.InspectRequest(Sse.Bytes($$"""{"messages":[{"role":"user","content":"{{many}}"}]}"""), EndpointFamily.Messages).Findings);
        Assert.InRange(cache.Bytes, 0, 1024 * 1024);
    }
}
