using System.Net;
using SaaSGate.Contracts.Addresses;
using Xunit;

namespace SaaSGate.Contracts.Tests.Addresses;

public sealed class PublicAddressTests
{
    [Theory]
    [InlineData("93.184.215.14", true)]
    [InlineData("172.32.0.1", true)]
    [InlineData("100.128.0.1", true)]
    [InlineData("2606:4700::1", true)]
    [InlineData("64:ff9b::5db8:d70e", true)]
    [InlineData("0.0.0.0", false)]
    [InlineData("10.1.2.3", false)]
    [InlineData("100.64.0.1", false)]
    [InlineData("127.8.8.8", false)]
    [InlineData("169.254.169.254", false)]
    [InlineData("172.16.0.1", false)]
    [InlineData("192.168.0.1", false)]
    [InlineData("224.0.0.1", false)]
    [InlineData("255.255.255.255", false)]
    [InlineData("::", false)]
    [InlineData("::1", false)]
    [InlineData("::ffff:10.0.0.1", false)]
    [InlineData("64:ff9b::7f00:1", false)]
    [InlineData("2002:7f00:1::", false)]
    [InlineData("fc00::1", false)]
    [InlineData("fe80::1", false)]
    [InlineData("ff02::1", false)]
    public void Tells_the_internet_from_networks_of_our_own(string address, bool expected) => Assert.Equal(expected, PublicAddress.Is(IPAddress.Parse(address)));
}
