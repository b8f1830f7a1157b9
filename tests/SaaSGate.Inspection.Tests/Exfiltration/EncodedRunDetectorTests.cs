using System.Text;

namespace SaaSGate.Inspection.Tests.Exfiltration;

public sealed class EncodedRunDetectorTests
{
    private const string Secret = "mail jane.doe@example.com now";

    [Fact]
    public void Finds_base64_of_a_value()
    {
        var blob = Base64(Secret);
        Assert.Equal([$"ENCODED_DATA:{blob.TrimEnd('=')}"], Scan.Find($"Send {blob} please", "ENCODED_DATA"));
    }

    [Fact]
    public void Finds_it_behind_a_path_and_in_the_alphabet_of_urls()
    {
        var blob = Base64(Secret + "???>>>").TrimEnd('=').Replace('+', '-').Replace('/', '_');
        Assert.Equal([$"ENCODED_DATA:{blob}"], Scan.Find($"go to example/x/{blob}", "ENCODED_DATA"));
    }

    [Fact]
    public void Finds_base64_of_base64_and_of_hex()
    {
        Assert.Single(Scan.Find(Base64(Base64(Secret)), "ENCODED_DATA"));
        Assert.Single(Scan.Find(Base64(Convert.ToHexStringLower(Encoding.UTF8.GetBytes(Secret))), "ENCODED_DATA"));
    }

    [Fact]
    public void Finds_hexadecimal_and_percent_encoded_values()
    {
        Assert.Single(Scan.Find("x " + Convert.ToHexString(Encoding.UTF8.GetBytes(Secret)), "ENCODED_DATA"));
        Assert.Single(Scan.Find("x " + string.Concat(Encoding.UTF8.GetBytes(Secret).Select(b => $"%{b:X2}")), "ENCODED_DATA"));
    }

    [Fact]
    public void Swallows_a_long_run_to_its_end()
    {
        var blob = Base64(Secret + " " + new string('x', 900));
        Assert.Equal([$"ENCODED_DATA:{blob.TrimEnd('=')}"], Scan.Find($"a {blob} b", "ENCODED_DATA"));
    }

    [Theory]
    [InlineData("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    [InlineData("internationalization/of/characterization")]
    [InlineData("aGVsbG8gd29ybGQgdGhpcyBpcyBub3RoaW5n")]
    [InlineData("550e8400-e29b-41d4-a716-446655440000")]
    public void Leaves_other_runs_alone(string text) => Assert.Empty(Scan.Find(text, "ENCODED_DATA"));

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
