using System.Collections.Frozen;
using SaaSGate.Inspection.Detection.Contacts;

namespace SaaSGate.Inspection.Tests.Detection.Contacts;

public sealed class NetworkAddressDetectorTests
{
    private static readonly NetworkAddressDetector Detector = new();

    [Theory]
    [InlineData("192.168.1.100", "IP:192.168.1.100")]
    [InlineData("from 10.0.0.1:8080 to 255.255.255.255.", "IP:10.0.0.1", "IP:255.255.255.255")]
    [InlineData("10.0.0.1-10.0.0.9", "IP:10.0.0.1", "IP:10.0.0.9")]
    [InlineData("10.0.0.0/8", "IP:10.0.0.0")]
    [InlineData("http://86.121.97.248/x", "IP:86.121.97.248")]
    [InlineData("IP:16.244.11.141", "IP:16.244.11.141")]
    [InlineData("ip 1.2.3.4", "IP:1.2.3.4")]
    [InlineData("8.8.8.8", "IP:8.8.8.8")]
    [InlineData("line\\n10.20.30.40", "IP:10.20.30.40")]
    [InlineData("2001:db8:0:0:0:0:2:1", "IP:2001:db8:0:0:0:0:2:1")]
    [InlineData("2001:0db8:85a3::8a2e:0370:7334, then", "IP:2001:0db8:85a3::8a2e:0370:7334")]
    [InlineData("[fe80::1:2]:443", "IP:fe80::1:2")]
    [InlineData("at 2001:db8::1: failed", "IP:2001:db8::1")]
    [InlineData("::ffff:192.168.1.1", "IP:::ffff:192.168.1.1")]
    [InlineData("listen on 2001::1", "IP:2001::1")]
    [InlineData("ping6 fe80::1%eth0", "IP:fe80::1")]
    [InlineData("00:1A:2B:3C:4D:5E", "MAC:00:1A:2B:3C:4D:5E")]
    [InlineData("mac 00-1a-2b-3c-4d-5e.", "MAC:00-1a-2b-3c-4d-5e")]
    [InlineData("001a.2b3c.4d5e", "MAC:001a.2b3c.4d5e")]
    public void Finds_an_address(string text, params string[] found) => Assert.Equal(found, Detect.Find(Detector, text));

    [Theory]
    [InlineData("256.1.1.1")]
    [InlineData("1.2.3.4.5")]
    [InlineData("01.02.03.04")]
    [InlineData("see 3.4.2.4")]
    [InlineData("version 10.20.30.40")]
    [InlineData("v10.20.30.40")]
    [InlineData("linux-10.20.30.40")]
    [InlineData("10.20.30.40-beta")]
    [InlineData("10.0.one.2")]
    [InlineData("at 12:30:45 or 2024-05-12T10:30:00")]
    [InlineData("std::vector<a::b> x[::2]")]
    [InlineData("listen on ::1")]
    [InlineData("a[1::2]")]
    [InlineData("dead::beef")]
    [InlineData("1:2:3:4:5:6:7")]
    [InlineData("1:2:3:4:5:6:7:8:9")]
    [InlineData("12-34-56-78-90-12")]
    [InlineData("ff:ff:ff:ff:ff:ff")]
    [InlineData("16:27:ac:a5:76:28:2d:36:63:1b:56:4d:eb:df:a6:48")]
    [InlineData("550e8400-e29b-41d4-a716-446655440000")]
    [InlineData("The end. Note: this - that::")]
    public void Passes_what_only_looks_like_one(string text) => Assert.Empty(Detect.Find(Detector, text));

    [Fact]
    public void Finds_only_what_is_asked_for()
    {
        const string Both = "10.20.30.40 00:1A:2B:3C:4D:5E";
        Assert.Equal(["IP:10.20.30.40"], Detect.Find(Detector.Limit(FrozenSet.Create("IP"))!, Both));
        Assert.Equal(["MAC:00:1A:2B:3C:4D:5E"], Detect.Find(Detector.Limit(FrozenSet.Create("MAC"))!, Both));
        Assert.Null(Detector.Limit(FrozenSet.Create("URL")));
    }

    [Fact]
    public void Labels_two_spellings_of_a_mac_alike() => Assert.Equal(Scan.Mask("001a.2b3c.4d5e", "MAC"), Scan.Mask("00:1A:2B:3C:4D:5E", "MAC"));

    [Theory]
    [InlineData("10.0.0.1:80 ::1 fe80::1:2 a::b 2001:db8:0:0:0:0:2:1 ::ffff:1.2.3.4 1.2.3.4.")]
    [InlineData("00:1A:2B:3C:4D:5E,00-1a-2b-3c-4d-5e 001a.2b3c.4d5e 16:27:ac:a5:76:28:2d:36:63:1b 12:30:45")]
    public void Finds_the_same_however_it_is_cut(string text) => Detect.AssertAnyCutIsTheSame(text);
}
