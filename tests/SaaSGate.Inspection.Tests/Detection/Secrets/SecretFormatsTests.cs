using SaaSGate.Inspection.Detection.Secrets;
using SaaSGate.Inspection.Detection.Secrets.Formats;

namespace SaaSGate.Inspection.Tests.Detection.Secrets;

public sealed class SecretFormatsTests
{
    private const string Random = "q8Zk2LmP4xRt7Vn1Bc5DwY9sGh3JfK6aQe0TuXiO";

    [Fact]
    public void Know_the_keys_of_many_services() =>
        Assert.InRange(SecretFormats.All.Select(format => format.Service.Split('-')[0]).Distinct().Count(), 120, int.MaxValue);

    [Fact]
    public void Begin_with_what_the_search_looks_for() =>
        Assert.All(SecretFormats.All, format => Assert.True(format.Head.Length >= 2 && (char.IsAsciiLetterOrDigit(format.Head[0]) || format.Head[0] == '-'), format.Head));

    [Theory]
    [InlineData("sgk_")]
    [InlineData("sgt_")]
    [InlineData("sgc_")]
    [InlineData("sgi_")]
    [InlineData("sgh_")]
    [InlineData("sgv_")]
    public void Know_what_is_issued_here(string prefix)
    {
        var key = prefix + "4k7q2m9x1c5v8b3n6z0w4r7t2y5p8s1d" + "h6j3f9";
        Assert.Equal([$"API_KEY:{key}"], Scan.Find($"Use {key} there.", "API_KEY"));
        Assert.Empty(Scan.Find($"Use {prefix}a_name there.", "API_KEY"));
    }

    [Fact]
    public void Are_found_behind_every_kind_of_boundary()
    {
        var key = "glpat-" + Random[..20];
        foreach (var before in (string[])["", " ", "\"", "=", "_", "é ", "\u001B[94m", "[0;31m", @"\n", "%20", new string('a', 31) + " ", new string('a', 40) + @"\u000a"])
            Assert.Equal([$"API_KEY:{key}"], Scan.Find(before + key + " ", "API_KEY"));
        foreach (var before in (string[])["a", "1", "task", new string('a', 32)])
            Assert.Empty(Scan.Find(before + key + " ", "API_KEY"));
    }

    [Fact]
    public void Are_found_wherever_they_stand_in_a_long_text()
    {
        var key = "glpat-" + Random[..20];
        for (var at = 0; at < 70; at++)
            Assert.Equal([$"API_KEY:{key}"], Scan.Find(new string('.', at) + key + new string(' ', 70 - at), "API_KEY"));
    }

    [Fact]
    public void Hold_text_back_only_where_a_head_may_have_begun()
    {
        Assert.Equal("See ", Released("See gl"));
        Assert.Equal("See glad ", Released("See glad "));
        Assert.Equal("See glpatterns ", Released("See glpatterns "));

        static string Released(string text)
        {
            var scanner = new Inspection.Masking.ValueScanner(Given.Plan("API_KEY"), Given.Labeller);
            scanner.Append(text);
            scanner.Scan(final: false);
            return text[..scanner.Released];
        }
    }

    [Theory]
    [InlineData("AKIA" + "IOSFODNN7EXAMPLE")]
    [InlineData("ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx")]
    [InlineData("glpat-XXXXXXXXXXXXXXXXXXXX")]
    [InlineData("hf_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx")]
    [InlineData("sk-your-api-key-goes-here-12345")]
    [InlineData("sk_live_1234567890abcdef")]
    [InlineData("dckr_pat_PLACEHOLDER-PLACEHOLDER-123")]
    public void Pass_examples(string example) => Assert.Empty(Scan.Find($"Set the value to {example} first.", "API_KEY"));

    [Fact]
    public void Check_the_sum_of_a_token()
    {
        Assert.Equal(1, KeyChecks.Checksum("q8Zk2LmP4xRt7Vn1Bc5DwY9sGh3JfK" + Sum("q8Zk2LmP4xRt7Vn1Bc5DwY9sGh3JfK")));
        Assert.InRange(KeyChecks.Checksum("q8Zk2LmP4xRt7Vn1Bc5DwY9sGh3JfK000000"), 0.5, 0.9);
    }

    /// <summary>CRC-32 in base 62, worked out the long way.</summary>
    private static string Sum(string units)
    {
        var bits = uint.MaxValue;
        foreach (var unit in units)
            for (var bit = 0; bit < 8; bit++)
                bits = (((bits ^ ((uint)unit >> bit)) & 1) * 0xEDB88320) ^ (bits >> 1);
        var (sum, text) = (~bits, "");
        for (var i = 0; i < 6; i++, sum /= 62)
            text = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"[(int)(sum % 62)] + text;
        return text;
    }
}
