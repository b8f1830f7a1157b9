using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using SaaSGate.Gateway.Tests.Support;
using Xunit;

namespace SaaSGate.Gateway.Tests.Hosting;

public sealed class GatewayHostTests
{
    [Fact]
    public async Task Takes_no_settings_from_files_where_it_was_started_and_watches_none()
    {
        await using var rig = await GatewayRig.StartAsync();
        var settings = Assert.IsAssignableFrom<IConfigurationRoot>(rig.Gateway.Services.GetRequiredService<IConfiguration>());
        Assert.Empty(Providers(settings).OfType<FileConfigurationProvider>());
    }

    private static IEnumerable<IConfigurationProvider> Providers(IConfigurationRoot settings) => settings.Providers.SelectMany(provider => provider switch
    {
        ChainedConfigurationProvider { Configuration: IConfigurationRoot chained } => Providers(chained),
        _ => [provider],
    });
}
