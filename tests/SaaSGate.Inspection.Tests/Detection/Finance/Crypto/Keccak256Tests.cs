using SaaSGate.Inspection.Detection.Finance.Crypto;

namespace SaaSGate.Inspection.Tests.Detection.Finance.Crypto;

public sealed class Keccak256Tests
{
    [Theory]
    [InlineData("", "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470")]
    [InlineData("abc", "4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45")]
    public void Hashes_as_published(string message, string expected)
    {
        var hash = new byte[Keccak256.HashLength];
        Keccak256.Hash(System.Text.Encoding.ASCII.GetBytes(message), hash);
        Assert.Equal(expected, Convert.ToHexStringLower(hash));
    }
}
