namespace SaaSGate.Inspection.Tests.Detection.Secrets;

public sealed class ApiKeyDetectorTests
{
    private const string Header = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9", Payload = "eyJzdWIiOiIxMjM0NTY3ODkwIn0", Signature = "dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U";

    /// <summary>Put together here, so that no scanner takes this file for a leak.</summary>
    public static TheoryData<string> Keys =>
    [
        "sk-" + "ant-api03-" + new string('a', 80) + "-x_AA", "sk-" + "proj-" + new string('b', 48), "sk-" + "aB3aB3aB3aB3aB3aB3aB3aB3", "sgk_" + "01jd0abcdefghjkmnpqrstvw",
        "sgt_" + "01jd0abcdefghjkmnpqrstvw", "AKIA" + "QZ3WX7R2TLK5VN6M", "ghp_" + new string('c', 36), "gho_" + new string('d', 36),
        "github" + "_pat_" + new string('e', 82), "xox" + "b-210987654321-abcdefABCDEF", "AIza" + new string('f', 35), "sk_" + "live_" + new string('g', 24),
        "rk_" + "live_" + new string('h', 24), "glpat-" + new string('i', 20), "npm_" + new string('j', 36), $"{Header}.{Payload}.{Signature}",
    ];

    [Theory]
    [MemberData(nameof(Keys))]
    public void Finds_a_key_anywhere(string key)
    {
        Assert.Equal([$"API_KEY:{key}"], Scan.Find(key));
        Assert.Equal([$"API_KEY:{key}"], Scan.Find($"key={key};"));
        Assert.Equal([$"API_KEY:{key}"], Scan.Find($"Use \"{key}\", please."));
        Assert.Equal([$"API_KEY:{key}"], Scan.Find($"Authorization: Bearer {key}\nnext"));
    }

    [Theory]
    [InlineData("task-force-of-the-many-people")]
    [InlineData("sk-learn-something-very-long-today")]
    [InlineData("sk-ant-short")]
    [InlineData("AKIAIOSFODNN7EXAMPLEXX")]
    [InlineData("MAKIAIOSFODNN7EXAMPLE")]
    [InlineData("ghp_short")]
    [InlineData("eyJhbGciOiJIUzI1NiJ9")]
    [InlineData("eyJ.eyJ.x")]
    [InlineData("A PEM file begins with -----BEGIN PRIVATE KEY----- and holds base64.")]
    [InlineData("-----BEGIN CERTIFICATE-----\nMIIDdzCCAl+gAwIBAgIEAgAAuTANBgkqhkiG9w0BAQUFADBaMQswCQYDVQQGEwJJ\n-----END CERTIFICATE-----")]
    public void Passes_what_only_looks_like_one(string text) => Assert.Empty(Scan.Find(text, "API_KEY"));

    [Theory]
    [InlineData("")]
    [InlineData("RSA ")]
    [InlineData("EC ")]
    [InlineData("OPENSSH ")]
    public void Swallows_a_private_key_to_its_end(string kind)
    {
        var body = string.Join('\n', Enumerable.Repeat(new string('M', 64), 30)) + "\nabc=";
        var pem = $"-----BEGIN {kind}PRIVATE KEY-----\n{body}\n-----END {kind}PRIVATE KEY-----";
        Assert.Matches(@"^Here:\n\[API_KEY_[0-9A-Z]{6}\]\nKeep it\.$", Scan.Mask($"Here:\n{pem}\nKeep it."));
        Assert.Matches(@"^key = ""\[API_KEY_[0-9A-Z]{6}\]""$", Scan.Mask($"key = \"{pem.Replace("\n", "\\n", StringComparison.Ordinal)}\""));
    }

    [Theory]
    [InlineData("\\\\n")]
    [InlineData("\\\\\\\\n")]
    [InlineData("\\r\\n")]
    [InlineData("\n> ")]
    [InlineData("\n# ")]
    [InlineData("\n    ")]
    [InlineData("\\n\" +\n    \"")]
    [InlineData("\\n\",\n\"")]
    [InlineData("\\n\\\",\\n\\\"")]
    [InlineData(" ")]
    public void Swallows_a_private_key_however_its_lines_are_joined(string newline)
    {
        var pem = string.Join(newline, ["-----BEGIN PRIVATE KEY-----", .. Enumerable.Range(0, 12).Select(i => new string('M', 60) + i), "abc=", "-----END PRIVATE KEY-----"]);
        Assert.Matches(@"^key: \[API_KEY_[0-9A-Z]{6}\] done$", Scan.Mask($"key: {pem} done"));
        Assert.Equal(Scan.Mask($"key: {pem} done"), Scan.MaskPieces($"key: {pem} done".Select(unit => unit.ToString())));
    }

    [Theory]
    [InlineData("\nThis is not key and goes on")]
    [InlineData("\n\nThis is not key and goes on")]
    [InlineData(" (I left the rest out.)")]
    [InlineData("\n- first point\n- second point")]
    [InlineData("\n---\nNext chapter")]
    [InlineData("\\n\"}, and so on")]
    public void Leaves_prose_behind_a_private_key_that_is_cut_off(string prose)
    {
        var text = $"-----BEGIN PRIVATE KEY-----\n{new string('M', 64)}\n{new string('M', 64)}{prose}";
        Assert.Matches(@"^\[API_KEY_[0-9A-Z]{6}\]", Scan.Mask(text));
        Assert.EndsWith(prose, Scan.Mask(text), StringComparison.Ordinal);
    }

    [Fact]
    public void Swallows_an_encrypted_private_key()
    {
        var pem = $"-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,0123456789ABCDEF\n\n{new string('x', 64)}\n{new string('y', 64)}\n-----END RSA PRIVATE KEY-----";
        Assert.Matches(@"^\[API_KEY_[0-9A-Z]{6}\]$", Scan.Mask(pem));
    }

    [Fact]
    public void Swallows_a_private_key_that_is_cut_off() =>
        Assert.Matches(@"^\[API_KEY_[0-9A-Z]{6}\]$", Scan.Mask("-----BEGIN PRIVATE KEY-----\n" + string.Join('\n', Enumerable.Repeat(new string('M', 64), 9))));

    [Fact]
    public void Swallows_a_token_longer_than_the_look_ahead_and_leaves_the_point_behind_it()
    {
        var token = $"{Header}.{string.Concat(Enumerable.Repeat(Payload, 40))}.{Signature}";
        Assert.Matches(@"^Use \[API_KEY_[0-9A-Z]{6}\]\. Thanks\.$", Scan.Mask($"Use {token}. Thanks."));
    }

    [Fact]
    public void Counts_a_token_part_without_end_as_a_token() =>
        Assert.Matches(@"^\[API_KEY_[0-9A-Z]{6}\] end$", Scan.Mask("eyJ" + new string('a', 5000) + " end"));

    [Fact]
    public void Tells_long_tokens_apart_by_their_heads()
    {
        var masked = Scan.Mask($"{Header}.{new string('a', 400)}.x {Header}.{new string('b', 400)}.x").Split(' ');
        Assert.NotEqual(masked[0], masked[1]);
    }
}
