using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using SaaSGate.ControlPlane.Demo;
using SaaSGate.ControlPlane.Hosting;
using SaaSGate.TestKit;
using Xunit;

namespace SaaSGate.ControlPlane.Tests.Support;

/// <summary>A whole control plane with the demo, over real sockets and a real database, for one test class.</summary>
public sealed class ControlPlaneFixture(PostgresServer server) : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("saasgate-control-plane-").FullName;
    private ControlPlaneHost? _host;

    public Database Database { get; } = new(server);

    public Uri Portal => _host!.Portal;

    public DemoFacts Demo => _host!.Demo!;

    public IServiceProvider Services => _host!.Services;

    public T Service<T>()
        where T : notnull => Services.GetRequiredService<T>();

    public async ValueTask InitializeAsync()
    {
        await Database.InitializeAsync();
        File.WriteAllText(Path.Combine(_folder, "index.html"), "<!doctype html><title>portal</title>");
        _host = Another([("SaaSGate:Demo:Enabled", "true")]);
        await _host.StartAsync(CancellationToken.None);
    }

    /// <summary>A control plane on the same database that is not started yet, with other settings.</summary>
    public ControlPlaneHost Another(params (string Key, string Value)[] settings) =>
        ControlPlaneHost.Create(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["SaaSGate:Database:App"] = Database.Options.App,
            ["SaaSGate:Database:Platform"] = Database.Options.Platform,
            ["SaaSGate:Portal:Listen"] = "http://127.0.0.1:0",
            ["SaaSGate:Portal:WebRoot"] = _folder,
            ["SaaSGate:Portal:Proxies:0"] = "127.0.0.1",
            ["SaaSGate:Silo:Port"] = TestPorts.Free().ToString(CultureInfo.InvariantCulture),
            ["SaaSGate:RegionLink:Listen"] = "https://127.0.0.1:0",
            ["SaaSGate:PasswordHashing:IterationCount"] = "1000",
            ["SaaSGate:Vault:KeyFile"] = Path.Combine(_folder, "master.key"),
            ["Logging:LogLevel:Default"] = "Warning",
        }).AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value))).Build());

    /// <summary>A browser of its own: nobody is signed in.</summary>
    public PortalBrowser Browser() => new(Portal);

    /// <summary>A browser in which a person is signed in.</summary>
    public async Task<PortalBrowser> SignInAsync(DemoPerson person)
    {
        var browser = Browser();
        await browser.SignInAsync(person.Email, person.Password);
        return browser;
    }

    /// <summary>A program that calls the API with a token.</summary>
    public PortalBrowser Program(string token)
    {
        var program = Browser();
        program.Http.DefaultRequestHeaders.Authorization = new("Bearer", token);
        return program;
    }

    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
        {
            await _host.StopAsync(CancellationToken.None);
            await _host.DisposeAsync();
        }

        await Database.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
