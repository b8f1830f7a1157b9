using SaaSGate.Contracts.Tokens;
using SaaSGate.TestKit;
using Xunit;

namespace SaaSGate.Contracts.Tests.Tokens;

public sealed class IssuerTrustTests
{
    private const string Issuer = "https://idp.example/", Audience = "saasgate:org";
    private static readonly DateTimeOffset Now = new(2026, 11, 26, 12, 0, 0, TimeSpan.Zero);
    private static long At => Now.ToUnixTimeSeconds();

    public static TheoryData<string> Kinds => ["ec", "rsa"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_right_token_stands_for_its_skill_and_a_wrong_one_for_none(string kind)
    {
        using var signer = Of(kind);
        using var stranger = kind == "ec" ? TokenSigner.Ec(signer.Id) : TokenSigner.Rsa(signer.Id);
        using var other = kind == "ec" ? TokenSigner.Rsa(signer.Id) : TokenSigner.Ec(signer.Id);
        var trust = Trust(signer);
        Assert.Equal(("map_1", null), Check(trust, signer.Sign(Claims())));
        Assert.Equal(("map_1", null), Check(trust, signer.Sign(Claims(), new { typ = "at+jwt" })));
        Assert.Equal(("map_1", null), Check(trust, signer.Sign(Claims(), new { typ = (string?)null })));
        Assert.Equal(("map_1", null), Check(trust, signer.Sign(Claims(), new { kid = (string?)null }))); // the only key of its kind
        Assert.Equal(("map_1", null), Check(trust, signer.Sign(Claims(exp: At - 59))));
        Assert.Equal(("map_1", null), Check(trust, signer.Sign(Claims(aud: new[] { "x", Audience }))));
        foreach (var (code, token) in new (string, string)[]
        {
            (TokenCheck.Algorithm, signer.Unsigned(Claims(), "AAAA")),
            (TokenCheck.Algorithm, signer.Confuse(Claims())),
            (TokenCheck.Algorithm, other.Sign(Claims())),
            (TokenCheck.Algorithm, signer.Sign(Claims(), new { alg = "NONE" })),
            (TokenCheck.Algorithm, signer.Sign(Claims(), new { alg = kind == "ec" ? "ES384" : "ES256" })),
            (TokenCheck.Signature, stranger.Sign(Claims())),
            (TokenCheck.Signature, Tampered(signer.Sign(Claims()))),
            (TokenCheck.KeyUnknown, signer.Sign(Claims(), new { kid = "another" })),
            (TokenCheck.Type, signer.Sign(Claims(), new { typ = "logout+jwt" })),
            (TokenCheck.Type, signer.Sign(Claims(), new { typ = "secevent+jwt" })),
            (TokenCheck.Issuer, signer.Sign(Claims(iss: "https://idp.example"))),
            (TokenCheck.Issuer, signer.Sign(Claims(iss: "https://evil.example/"))),
            (TokenCheck.Audience, signer.Sign(Claims(aud: "saasgate:other"))),
            (TokenCheck.Audience, signer.Sign(Claims(aud: Audience + " "))),
            (TokenCheck.Expired, signer.Sign(Claims(exp: At - 60))),
            (TokenCheck.Expired, signer.Sign(new { iss = Issuer, aud = Audience, sub = "repo:acme/app" })),
            (TokenCheck.Expired, signer.Sign(new { iss = Issuer, aud = Audience, sub = "repo:acme/app", exp = "9999999999" })),
            (TokenCheck.NotYetValid, signer.Sign(new { iss = Issuer, aud = Audience, sub = "repo:acme/app", exp = At + 600, nbf = At + 61 })),
            (TokenCheck.NotYetValid, signer.Sign(new { iss = Issuer, aud = Audience, sub = "repo:acme/app", exp = At + 600, nbf = "soon" })),
            (TokenCheck.IssuedInFuture, signer.Sign(new { iss = Issuer, aud = Audience, sub = "repo:acme/app", exp = At + 600, iat = At + 61 })),
            (TokenCheck.Bound, signer.Sign(new { iss = Issuer, aud = Audience, sub = "repo:acme/app", exp = At + 600, cnf = new { jkt = "x" } })),
            (TokenCheck.Claims, signer.Sign(Claims(sub: "repo:evil/app"))),
            (TokenCheck.Claims, signer.Sign(new { iss = Issuer, aud = Audience, exp = At + 60 })),
        })
            Assert.Equal((null, code), Check(trust, token));
    }

    [Fact]
    public void Keys_that_were_not_seen_for_a_day_are_not_believed()
    {
        using var signer = TokenSigner.Ec();
        Assert.Null(Check(Trust(signer) with { KeysAt = Now.AddHours(-24) }, signer.Sign(Claims())).Refusal);
        Assert.Equal(TokenCheck.StaleKeys, Check(Trust(signer) with { KeysAt = Now.AddHours(-24).AddSeconds(-1) }, signer.Sign(Claims())).Refusal);
    }

    [Fact]
    public void What_stands_for_two_skills_stands_for_none_and_what_asks_for_no_claim_for_nobody()
    {
        using var signer = TokenSigner.Ec();
        var trust = Trust(signer);
        Assert.Equal(TokenCheck.Claims, Check(trust with { Mappings = [.. trust.Mappings, new("map_2", "skl_2", [new("sub", "repo:*")])] }, signer.Sign(Claims())).Refusal);
        Assert.Equal(TokenCheck.Claims, Check(trust with { Mappings = [new("map_3", "skl_3", [])] }, signer.Sign(Claims())).Refusal);
    }

    [Fact]
    public void A_token_without_a_key_id_is_of_no_key_where_several_could_be()
    {
        using var one = TokenSigner.Ec();
        using var two = TokenSigner.Ec();
        Assert.Equal(TokenCheck.KeyUnknown, Check(Trust(one, two), one.Sign(Claims(), new { kid = (string?)null })).Refusal);
        Assert.Null(Check(Trust(one, two), two.Sign(Claims())).Refusal);
    }

    [Theory]
    [InlineData("repo:acme/app", "repo:acme/app", true)]
    [InlineData("repo:acme/app", "repo:acme/app2", false)]
    [InlineData("repo:acme/*", "repo:acme/app:ref:refs/heads/main", true)]
    [InlineData("repo:acme/*", "repo:acmeevil/app", false)]
    [InlineData("*:main", "x:main", true)]
    [InlineData("a*a", "a", false)]
    [InlineData("a*b*c", "axxbyyc", true)]
    [InlineData("a*b*c", "acb", false)]
    [InlineData("a*bc*c", "abc", false)]
    public void A_pattern_is_exact_but_for_its_stars(string pattern, string value, bool matches)
    {
        using var signer = TokenSigner.Ec();
        Assert.True(SignedToken.TryRead(signer.Sign(new { sub = value, groups = new[] { "x", value }, n = 42, yes = true }), out var token));
        Assert.Equal(matches, new ClaimPattern("sub", pattern).Matches(token));
        Assert.Equal(matches, new ClaimPattern("groups", pattern).Matches(token));
        Assert.True(new ClaimPattern("n", "42").Matches(token));
        Assert.True(new ClaimPattern("yes", "true").Matches(token));
        Assert.False(new ClaimPattern("none", pattern).Matches(token));
    }

    [Theory]
    [InlineData("*")]
    [InlineData("***")]
    [InlineData("")]
    public void A_pattern_that_says_nothing_is_none(string pattern) => Assert.False(new ClaimPattern("sub", pattern).IsValid);

    [Theory]
    [InlineData("")]
    [InlineData("a.b")]
    [InlineData("a.b.c.d")]
    [InlineData("e30.e30.")]
    [InlineData("e30.W10.AAAA")]
    [InlineData("e30=.e30.AAAA")]
    [InlineData("e30 .e30.AAAA")]
    [InlineData("eyJhIjoxLCJhIjoyfQ.e30.AAAA")] // {"a":1,"a":2}
    [InlineData("eyJhIjoxLCJcdTAwNjEiOjJ9.e30.AAAA")] // the same, one of them escaped
    [InlineData("e30.eyJhdWQiOiJcdWQ4MDAifQ.AAAA")] // a lone surrogate
    [InlineData("e30.eyJhdWQiOiL_In0.AAAA")] // bytes that are no UTF-8
    [InlineData("e30.eyJcdWQ4MDAiOjF9.AAAA")] // the same in a name
    public void What_is_no_token_or_can_be_read_in_two_ways_is_not_read(string text) => Assert.False(SignedToken.TryRead(text, out _));

    [Fact]
    public void Keys_with_a_private_part_of_few_bits_or_for_something_else_are_none()
    {
        using var signer = TokenSigner.Ec();
        Assert.Single(TokenKey.ReadSet(System.Text.Encoding.UTF8.GetBytes(TokenSigner.Set(signer)))!);
        foreach (var (name, value) in new[] { ("d", "AAAA"), ("use", "enc"), ("alg", "RS256"), ("alg", "HS256"), ("x", "AAAA"), ("crv", "P-999"), ("kty", "oct") })
        {
            var jwk = signer.Jwk();
            jwk[name] = value;
            Assert.Empty(TokenKey.ReadSet(System.Text.Encoding.UTF8.GetBytes($$"""{"keys":[{{jwk.ToJsonString()}}]}"""))!);
        }

        Assert.Null(TokenKey.ReadSet("not json"u8));
        Assert.Null(TokenKey.ReadSet("[]"u8));
        Assert.Empty(TokenKey.ReadSet("""{"keys":[{"kty":"RSA","n":"AQAB","e":"AQAB"},null,1]}"""u8)!);
    }

    private static TokenSigner Of(string kind) => kind == "ec" ? TokenSigner.Ec() : TokenSigner.Rsa();

    private static IssuerTrust Trust(params TokenSigner[] signers) => new(
        "iss_1", Issuer, Audience, TokenKey.ReadSet(System.Text.Encoding.UTF8.GetBytes(TokenSigner.Set(signers)))!, Now, [new("map_1", "skl_1", [new("sub", "repo:acme/*")])]);

    private static object Claims(string iss = Issuer, object? aud = null, string sub = "repo:acme/app", long? exp = null) => new { iss, aud = aud ?? Audience, sub, iat = At, exp = exp ?? At + 600 };

    private static (string? Mapping, string? Refusal) Check(IssuerTrust trust, string token)
    {
        Assert.True(SignedToken.TryRead(token, out var read));
        var (mapping, refusal) = trust.Check(read, Now);
        return (mapping?.Id, refusal);
    }

    /// <summary>The same signature under another subject.</summary>
    private static string Tampered(string token)
    {
        var parts = token.Split('.');
        var claims = TokenSigner.Read(token);
        claims["sub"] = "repo:acme/other";
        return $"{parts[0]}.{System.Buffers.Text.Base64Url.EncodeToString(System.Text.Encoding.UTF8.GetBytes(claims.ToJsonString()))}.{parts[2]}";
    }
}
