using System.Globalization;
using SaaSGate.Gateway.Leases;
using Xunit;

namespace SaaSGate.Gateway.Tests.Leases;

public sealed class BootClockTests
{
    [Fact]
    public void Runs_with_the_machines_uptime_which_counts_suspend()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "CLOCK_BOOTTIME is Linux's.");
        var clock = new BootClock();
        var before = clock.GetTimestamp();
        var uptime = double.Parse(File.ReadAllText("/proc/uptime").Split(' ')[0], CultureInfo.InvariantCulture);
        var after = clock.GetTimestamp();
        // /proc/uptime is boot time cut to hundredths of a second.
        Assert.InRange(uptime, (before / 1e9) - 0.011, after / 1e9);
    }
}
