using System.Security.Cryptography;
using SaaSGate.Contracts.Proof;
using Xunit;

namespace SaaSGate.Contracts.Tests.Proof;

public sealed class MerkleTreeTests
{
    // Leaves and roots that Certificate Transparency's own implementation is tested with.
    private static readonly byte[][] Leaves =
        [.. new[] { "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f" }.Select(leaf => MerkleTree.LeafHash(Convert.FromHexString(leaf)))];

    [Theory]
    [InlineData(0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    [InlineData(1, "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d")]
    [InlineData(2, "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125")]
    [InlineData(3, "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77")]
    [InlineData(8, "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328")]
    public void Roots_are_those_of_certificate_transparency(int count, string root) => Assert.Equal(root, Convert.ToHexStringLower(MerkleTree.Root(Leaves.AsSpan(0, count))));

    [Fact]
    public void A_tree_of_one_is_its_leaf() => Assert.Equal(SHA256.HashData([0, 7]), MerkleTree.Root([MerkleTree.LeafHash([7])]));
}
