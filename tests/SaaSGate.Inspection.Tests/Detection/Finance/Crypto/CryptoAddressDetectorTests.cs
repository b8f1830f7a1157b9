using SaaSGate.Inspection.Detection.Finance.Crypto;

namespace SaaSGate.Inspection.Tests.Detection.Finance.Crypto;

public sealed class CryptoAddressDetectorTests
{
    private const string Bitcoin = "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa";

    private static readonly CryptoAddressDetector Detector = new();

    [Theory]
    [InlineData(Bitcoin)]
    [InlineData("3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy")]
    [InlineData("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4")]
    [InlineData("BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4")]
    [InlineData("bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0")]
    [InlineData("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed")]
    [InlineData("0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359")]
    [InlineData("0xde709f2102306220921060314715629080e2fb77")]
    public void Finds_an_address_anywhere(string address)
    {
        Assert.Equal([$"CRYPTO_ADDRESS:{address}"], Detect.Find(Detector, address));
        Assert.Equal([$"CRYPTO_ADDRESS:{address}"], Detect.Find(Detector, $"Send it to {address}, please."));
        Assert.Equal([$"CRYPTO_ADDRESS:{address}"], Detect.Find(Detector, $"?to_{address}&x=1"));
        Assert.Equal([$"CRYPTO_ADDRESS:{address}"], Detect.Find(Detector, $"a\\n{address}\\n"));
        Assert.Equal([$"CRYPTO_ADDRESS:{address}"], Detect.Find(Detector, $"请付{address}。"));
        Detect.AssertAnyCutIsTheSame($"to\\u000a{address} {address[..^1]} x{address}.");
    }

    [Theory]
    [InlineData("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb")]
    [InlineData("x1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa")]
    [InlineData("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa1")]
    [InlineData("1111111111111111111111111111111111")]
    [InlineData("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5")]
    [InlineData("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3T4")]
    [InlineData("0x5AAeb6053F3E94C9b9A09f33669435E7Ef1BeAed")]
    [InlineData("0xde709f2102306220921060314715629080e2fb7")]
    [InlineData("0xde709f2102306220921060314715629080e2fb777")]
    [InlineData("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    [InlineData("internationalizationandlocalization1")]
    public void Passes_what_only_looks_like_one(string text) => Assert.Empty(Detect.Find(Detector, text));

    [Fact]
    public void Finds_one_behind_a_run_without_end()
    {
        var text = new string('a', 700) + " " + Bitcoin;
        Assert.Equal([$"CRYPTO_ADDRESS:{Bitcoin}"], Detect.Find(Detector, text));
        Assert.Equal(Scan.Mask(text), Scan.MaskPieces(text.Chunk(7).Select(piece => new string(piece))));
    }

    [Fact]
    public void Labels_two_spellings_of_an_address_alike() =>
        Assert.Equal(Scan.Mask("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"), Scan.Mask("BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4"));
}
