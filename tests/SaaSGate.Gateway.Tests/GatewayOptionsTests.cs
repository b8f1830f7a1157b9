using Xunit;

namespace SaaSGate.Gateway.Tests;

public sealed class GatewayOptionsTests
{
    public static TheoryData<string, Action<GatewayOptions>> OutOfRange => new()
    {
        { nameof(GatewayOptions.DataDirectory), options => options.DataDirectory = "" },
        { nameof(GatewayOptions.Name), options => options.Name = new('n', 101) },
        { nameof(GatewayOptions.RenewInterval), options => options.RenewInterval = TimeSpan.FromSeconds(31) },
        { nameof(GatewayOptions.ConsumeTimeout), options => options.ConsumeTimeout = TimeSpan.Zero },
        { nameof(GatewayOptions.BatchPatience), options => options.BatchPatience = TimeSpan.FromDays(60) },
        { nameof(GatewayOptions.SessionIdle), options => options.SessionIdle = TimeSpan.FromSeconds(-1) },
        { nameof(GatewayOptions.HoldSilence), options => options.HoldSilence = TimeSpan.Zero },
        { nameof(GatewayOptions.LongestPlainHold), options => options.LongestPlainHold = TimeSpan.FromDays(60) },
        { nameof(GatewayOptions.LastWords), options => options.LastWords = TimeSpan.FromSeconds(-1) },
        { nameof(GatewayOptions.MaxHeldBytes), options => options.MaxHeldBytes = -1 },
        { nameof(GatewayOptions.MaxBodyBytes), options => options.MaxBodyBytes = 0 },
        { nameof(GatewayOptions.InspectionCacheBytes), options => options.InspectionCacheBytes = -1 },
        { nameof(GatewayOptions.SpoolSegmentBytes), options => options.SpoolSegmentBytes = 1 },
        { nameof(GatewayOptions.SpoolSegmentBytes), options => options.SpoolSegmentBytes = 4L << 30 },
        { nameof(GatewayOptions.SpoolSegmentBytes), options => options.SpoolSegmentBytes = (1 << 20) + 1 },
        { nameof(GatewayOptions.SpoolMaxBytes), options => options.SpoolMaxBytes = 0 },
        { nameof(GatewayOptions.SpoolMaxBytes), options => options.SpoolMaxBytes = 32 << 20 },
        { nameof(GatewayOptions.MaxResponseBytes), options => options.MaxResponseBytes = 0 },
    };

    [Fact]
    public void What_stands_there_by_default_is_taken() => new GatewayOptions().Check();

    [Theory]
    [MemberData(nameof(OutOfRange), DisableDiscoveryEnumeration = true)]
    public void A_setting_out_of_its_range_is_named(string name, Action<GatewayOptions> change)
    {
        var options = new GatewayOptions();
        change(options);
        Assert.Contains(name, Assert.Throws<InvalidOperationException>(options.Check).Message, StringComparison.Ordinal);
    }
}
