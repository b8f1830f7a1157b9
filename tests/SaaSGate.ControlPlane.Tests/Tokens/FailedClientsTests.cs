using System.Net;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using SaaSGate.ControlPlane.Tokens;
using Xunit;

namespace SaaSGate.ControlPlane.Tests.Tokens;

public sealed class FailedClientsTests
{
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public void Counts_by_client_and_address_for_a_minute()
    {
        var failures = new FailedClients(Options.Create(new TokenOptions { FailuresPerMinute = 2 }), _clock);
        Assert.Null(failures.Add("cli_a", IPAddress.Loopback));
        _clock.Advance(TimeSpan.FromSeconds(20));
        Assert.Null(failures.Add("cli_a", IPAddress.Loopback));
        Assert.Equal((3, TimeSpan.FromSeconds(40)), failures.Add("cli_a", IPAddress.Loopback));
        Assert.Null(failures.Add("cli_b", IPAddress.Loopback));
        Assert.Null(failures.Add("cli_a", IPAddress.IPv6Loopback));
        _clock.Advance(TimeSpan.FromSeconds(40));
        Assert.Null(failures.Add("cli_a", IPAddress.Loopback));
    }

    [Fact]
    public void Forgets_rather_than_grows()
    {
        var failures = new FailedClients(Options.Create(new TokenOptions { FailuresPerMinute = 1 }), _clock);
        for (var i = 0; i < 10_000; i++)
            Assert.Null(failures.Add($"cli_{i}", IPAddress.Loopback));
        Assert.Null(failures.Add("cli_0", IPAddress.Loopback));
        Assert.NotNull(failures.Add("cli_0", IPAddress.Loopback));
    }
}
