using SaaSGate.Inspection.Masking;
using SaaSGate.Inspection.Policies;

namespace SaaSGate.Inspection.Tests.Masking;

public sealed class FingerprintKeyTests
{
    private static readonly MaskingKeys Keys = new(
        Given.Bytes32(1), [new FingerprintKey(new(2026, 12, 1), Given.Bytes32(12)), new FingerprintKey(new(2026, 11, 1), Given.Bytes32(11))], Given.Bytes32(3));

    private readonly SetClock _clock = new() { Now = new(2026, 11, 30, 23, 59, 59, TimeSpan.Zero) };

    [Fact]
    public void A_value_has_the_fingerprint_of_the_month_in_which_it_is_seen_and_keeps_its_label()
    {
        var labeller = new Labeller(Keys, Given.Skill, _clock);
        var (label, november) = (labeller.Label("EMAIL", "a@b.example"), labeller.Fingerprint("EMAIL", "a@b.example"));
        _clock.Now += TimeSpan.FromSeconds(1);
        var december = labeller.Fingerprint("EMAIL", "a@b.example");
        Assert.NotEqual(november, december);
        Assert.Equal([november, december], KnownValue.Fingerprints("EMAIL", " A@B.example", PolicySet.Empty, [Given.Bytes32(11), Given.Bytes32(12)]));
        Assert.Equal(label, labeller.Label("EMAIL", "a@b.example"));
        // Months without a key go on with the last one: what is seen is found all the same.
        _clock.Now += TimeSpan.FromDays(90);
        Assert.Equal(december, labeller.Fingerprint("EMAIL", "a@b.example"));
    }

    [Fact]
    public void What_is_remembered_of_a_text_is_forgotten_when_the_month_changes()
    {
        var cache = new InspectionCache();
        var inspector = new Inspector(Given.Policy(Given.MaskEverything), Keys, Given.Skill, cache, _clock);
        var body = System.Text.Encoding.UTF8.GetBytes("""{"model":"m","max_tokens":1,"messages":[{"role":"user","content":"Write to jane.doe@customer.example, please, and tell her all about it."}]}""");
        byte[] Seen() => inspector.InspectRequest(body, EndpointFamily.Messages).Findings.Single(finding => finding.Type == "EMAIL").Fingerprint;
        var november = Seen();
        Assert.Equal(november, Seen());
        _clock.Now += TimeSpan.FromSeconds(1);
        Assert.NotEqual(november, Seen());
        Assert.Equal(new Labeller(Keys, Given.Skill, _clock).Fingerprint("EMAIL", "jane.doe@customer.example"), Seen());
    }

    [Fact]
    public void A_value_that_a_rule_excepts_is_excepted_in_every_month()
    {
        var inspector = new Inspector(
            Given.Policy("""rules: [{ name: block-mail, on: request, then: block, when: { findings: [EMAIL] }, except: [own@acme.example] }]"""), Keys, Given.Skill, clock: _clock);
        var body = System.Text.Encoding.UTF8.GetBytes("""{"model":"m","max_tokens":1,"messages":[{"role":"user","content":"Write to own@acme.example"}]}""");
        var november = inspector.InspectRequest(body, EndpointFamily.Messages).Decision.Kind;
        _clock.Now += TimeSpan.FromSeconds(1);
        Assert.Equal((DecisionKind.Allow, DecisionKind.Allow), (november, inspector.InspectRequest(body, EndpointFamily.Messages).Decision.Kind));
    }

    [Theory]
    [InlineData("Dr. Maria Garcia")]
    [InlineData("prof. dr.  maria GARCIA")]
    public void A_person_is_looked_up_with_or_without_a_form_of_address(string typed)
    {
        IReadOnlyList<byte[]> keys = [Given.Bytes32(11)];
        var name = Assert.Single(KnownValue.Fingerprints("PERSON", "Maria Garcia", PolicySet.Empty, keys));
        var asTyped = Labeller.Fingerprint(keys[0], "PERSON", string.Join(' ', typed.ToLowerInvariant().Split(' ', StringSplitOptions.RemoveEmptyEntries)));
        Assert.Equal([name, asTyped], KnownValue.Fingerprints("PERSON", typed, PolicySet.Empty, keys));
    }

    [Theory]
    [InlineData("EMAIL", true)]
    [InlineData("PERSON", true)]
    [InlineData("SHOE_SIZE", false)]
    public void Knows_which_types_are_found(string type, bool found) => Assert.Equal(found, KnownValue.HasType(type, PolicySet.Empty));
}
