using System.Text;
using CsCheck;
using SaaSGate.Inspection.Masking;

namespace SaaSGate.Inspection.Tests.Masking;

public sealed class SealerTests
{
    private const string Skill = "skl_a", Other = "skl_b";
    private static readonly byte[] Key = Given.Bytes32(1), OtherKey = Given.Bytes32(2);

    [Fact]
    public void Opens_what_it_sealed_unit_by_unit() => Gen.Select(Gen.String, Gen.UInt, Gen.Bool, Gen.Bool).Holds((text, label, continues, carries) =>
    {
        var sealer = new Sealer(Key, Skill, TimeProvider.System);
        var opened = Open(sealer, "EMAIL", sealer.Seal("EMAIL", new SealedValue(text, label, carries ? Given.Bytes32(9) : null, continues)));
        Assert.Equal((text, label, continues), (opened?.Text, opened?.Label, opened?.Continues));
        Assert.Equal(carries ? Given.Bytes32(9) : null, opened?.Fingerprint);
    }, 1000);

    [Fact]
    public void Opens_for_one_organisation_one_skill_and_one_type()
    {
        var sealer = new Sealer(Key, Skill, TimeProvider.System);
        var token = sealer.Seal("EMAIL", Value("john@example.com"));
        Assert.Equal("john@example.com", Open(new Sealer(Key, Skill, TimeProvider.System), "EMAIL", token)?.Text);
        Assert.Null(Open(sealer, "PHONE", token));
        Assert.Null(Open(new Sealer(Key, Other, TimeProvider.System), "EMAIL", token));
        Assert.Null(Open(new Sealer(OtherKey, Skill, TimeProvider.System), "EMAIL", token));
    }

    [Fact]
    public void Opens_nothing_that_was_changed()
    {
        var sealer = new Sealer(Key, Skill, TimeProvider.System);
        var token = sealer.Seal("EMAIL", Value("john@example.com"));
        for (var i = "[EMAIL:sgs1.".Length; i < token.Length - 1; i++)
            Assert.Null(Open(sealer, "EMAIL", $"{token[..i]}{(token[i] == 'A' ? 'B' : 'A')}{token[(i + 1)..]}"));
        for (var length = "[EMAIL:sgs1.".Length; length < token.Length - 1; length++)
            Assert.Null(Open(sealer, "EMAIL", token[..length] + "]"));
    }

    [Fact]
    public void Gives_one_value_one_token_all_day_and_opens_it_for_a_month()
    {
        var clock = new SetClock { Now = new DateTimeOffset(2026, 5, 1, 0, 0, 1, TimeSpan.Zero) };
        var sealer = new Sealer(Key, Skill, clock);
        var token = sealer.Seal("EMAIL", Value("john@example.com"));
        clock.Now += TimeSpan.FromHours(23);
        Assert.Equal(token, new Sealer(Key, Skill, clock).Seal("EMAIL", Value("john@example.com")));
        clock.Now += TimeSpan.FromHours(1);
        Assert.NotEqual(token, sealer.Seal("EMAIL", Value("john@example.com")));
        clock.Now += TimeSpan.FromDays(29);
        Assert.NotNull(Open(sealer, "EMAIL", token));
        clock.Now += TimeSpan.FromDays(1);
        Assert.Null(Open(sealer, "EMAIL", token));
    }

    [Fact]
    public void Uses_no_nonce_for_two_messages()
    {
        var sealer = new Sealer(Key, Skill, TimeProvider.System);
        var nonces = Enumerable.Range(0, 2000).SelectMany(i => (string[])["EMAIL", "PHONE"], (i, type) => sealer.Seal(type, Value($"{i}@example.com")))
            .Select(token => Convert.ToHexString(System.Buffers.Text.Base64Url.DecodeFromChars(token.AsSpan(token.IndexOf('.', StringComparison.Ordinal) + 1).TrimEnd(']')).AsSpan(2, 12)));
        Assert.Equal(4000, nonces.Distinct().Count());
    }

    [Fact]
    public void Hardly_tells_how_long_a_value_is()
    {
        var sealer = new Sealer(Key, Skill, TimeProvider.System);
        Assert.Single(Enumerable.Range(12, 8).Select(length => sealer.Seal("EMAIL", Value(new string('x', length))).Length).Distinct());
    }

    private static SealedValue Value(string text) => new(text, 7, null, Continues: false);

    private static SealedValue? Open(Sealer sealer, string type, string token) => sealer.Open(type, Encoding.ASCII.GetBytes(token[(token.IndexOf('.', StringComparison.Ordinal) + 1)..^1]));
}
