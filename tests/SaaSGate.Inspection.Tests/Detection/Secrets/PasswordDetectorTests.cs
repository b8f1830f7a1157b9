namespace SaaSGate.Inspection.Tests.Detection.Secrets;

public sealed class PasswordDetectorTests
{
    [Theory]
    [InlineData("password = \"k7Hq2mZx\"", "k7Hq2mZx")]
    [InlineData("password: k7Hq2mZx", "k7Hq2mZx")]
    [InlineData("  db_password: 'k7Hq2mZx'", "k7Hq2mZx")]
    [InlineData("{\"userPassword\":\"k7Hq2mZx\"}", "k7Hq2mZx")]
    [InlineData("{\\\"password\\\": \\\"k7Hq2mZx\\\"}", "k7Hq2mZx")]
    [InlineData("export PGPASSWORD=k7Hq2mZx", "k7Hq2mZx")]
    [InlineData("Server=db;User Id=sa;Password=k7Hq2mZx;Encrypt=true", "k7Hq2mZx")]
    [InlineData("tool --user ann --password k7Hq2mZx --force", "k7Hq2mZx")]
    [InlineData("var password: String = \"k7Hq2mZx\"", "k7Hq2mZx")]
    [InlineData("define('DB_PASSWORD', 'k7Hq2mZx');", "k7Hq2mZx")]
    [InlineData("<password>k7Hq2mZx</password>", "k7Hq2mZx")]
    [InlineData("if (password == \"k7Hq2mZx\")", "k7Hq2mZx")]
    [InlineData("my pw: k7Hq2m!Zx, thanks", "k7Hq2m!Zx")]
    [InlineData("The password is k7Hq2mZx.", "k7Hq2mZx")]
    [InlineData("login?user=ann&password=k7Hq2mZx&next=1", "k7Hq2mZx")]
    [InlineData("passwrod, paswd: k7Hq2mZx", "k7Hq2mZx")]
    public void Finds_a_password_that_is_assigned(string text, string password) => Assert.Equal([$"PASSWORD:{password}"], Scan.Find(text, "PASSWORD"));

    [Theory]
    [InlineData("password: required")]
    [InlineData("Enter your password: it must have 12 characters.")]
    [InlineData("password = os.environ[\"DB_PASSWORD\"]")]
    [InlineData("password = get_password()")]
    [InlineData("password = user.password")]
    [InlineData("password: ${DB_PASSWORD1}")]
    [InlineData("password: <your-password1>")]
    [InlineData("password: {{ vault_password1 }}")]
    [InlineData("password = \"********\"")]
    [InlineData("password = changeme1")]
    [InlineData("<input type=\"password\" name=\"password\" id=\"login1\">")]
    [InlineData("passwordFieldName = \"field1a\"")]
    [InlineData("password_reset_url: https://a.example/1a2b3c")]
    [InlineData("passenger: Bob12345")]
    [InlineData("compass: N45E12x")]
    [InlineData("passport: X1234567a")]
    [InlineData("The password policy says that 12 characters are needed.")]
    [InlineData("password_length = 12")]
    public void Passes_what_is_no_password(string text) => Assert.Empty(Scan.Find(text, "PASSWORD"));

    [Fact]
    public void Reads_a_password_alike_however_the_text_is_cut()
    {
        const string text = "Host: db, user: ann, password: \"k7Hq2mZx\"; then --password s3cr3tW0rd and PASSWORD := Zq9!xx7L.";
        for (var cut = 0; cut <= text.Length; cut++)
            Assert.Equal(Scan.Mask(text, "PASSWORD"), Scan.MaskPieces([text[..cut], text[cut..]], "PASSWORD"));
        Assert.Equal(Scan.Mask(text, "PASSWORD"), Scan.MaskPieces(text.Select(unit => unit.ToString()), "PASSWORD"));
    }
}
