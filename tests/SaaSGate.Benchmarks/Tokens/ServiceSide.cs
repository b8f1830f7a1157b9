using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SaaSGate.Benchmarks.Store;
using SaaSGate.Contracts.Ids;
using SaaSGate.ControlPlane.Demo;
using SaaSGate.ControlPlane.Hosting;
using SaaSGate.Postgres.Audit;
using SaaSGate.Postgres.Tokens;
using SaaSGate.TestKit;

namespace SaaSGate.Benchmarks.Tokens;

/// <summary>The token endpoint of a whole control plane on a durable database, asked by sixteen at once.</summary>
internal static class ServiceSide
{
    private const int Askers = 16;

    // Until the runtime has counted what is called often and compiled it a second time: a service is asked for months.
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(20);

    public static async Task RunAsync(TimeSpan length, string data)
    {
        var folder = Path.Combine(Path.GetFullPath(data), "saasgate-tokens-" + Path.GetRandomFileName());
        await using var server = await StoreServer.StartAsync(Path.Combine(folder, "store"), CancellationToken.None);
        await using (var host = ControlPlaneHost.Create(
            new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
            {
                ["SaaSGate:Database:App"] = server.Database.App,
                ["SaaSGate:Database:Platform"] = server.Database.Platform,
                ["SaaSGate:Portal:Listen"] = "http://127.0.0.1:0",
                ["SaaSGate:RegionLink:Listen"] = "https://127.0.0.1:0",
                ["SaaSGate:Vault:KeyFile"] = Path.Combine(folder, "master.key"),
                ["SaaSGate:Demo:Enabled"] = "true",
            }).Build(),
            logging => logging.SetMinimumLevel(LogLevel.Critical)))
        {
            await host.StartAsync(CancellationToken.None);
            var skill = Id<Skill>.Parse(host.Demo!.Skills[0].Id);
            using var signer = TokenSigner.Ec();
            var secret = "sgc_" + RandomNumberGenerator.GetHexString(40);
            var plain = await ClientAsync(host, skill, new(Id<SkillClient>.New(TimeProvider.System), "client_secret", "sgc_", SHA256.HashData(Encoding.UTF8.GetBytes(secret)), null, Ends));
            var signing = await ClientAsync(host, skill, new(Id<SkillClient>.New(TimeProvider.System), "private_key_jwt", "k", null, TokenSigner.Set(signer), Ends));
            Console.WriteLine($"tokens given by the service to {Askers} at once, its database on the same machine; goal: 500 a second");
            await MeasureAsync(server, host.Portal, "client secret", length, () => Form(("client_id", plain), ("client_secret", secret)));
            await MeasureAsync(server, host.Portal, "private_key_jwt", length, () => Form(
                ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
                ("client_assertion", signer.Sign(new { iss = signing, sub = signing, aud = host.Portal.AbsoluteUri, exp = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() + 60, jti = Guid.NewGuid() }))));
            await host.StopAsync(CancellationToken.None);
        }
    }

    private static DateTimeOffset Ends => TimeProvider.System.GetUtcNow().AddDays(1);

    private static async Task<string> ClientAsync(ControlPlaneHost host, Id<Skill> skill, NewSkillClient client)
    {
        await host.Services.GetRequiredService<SkillClientStore>().CreateAsync(DemoOrganisations.Acme, skill, client, Actor.System, CancellationToken.None);
        return client.Id.Value;
    }

    private static FormUrlEncodedContent Form(params (string Name, string Value)[] fields) =>
        new([KeyValuePair.Create("grant_type", "client_credentials"), .. fields.Select(field => KeyValuePair.Create(field.Name, field.Value))]);

    private static async Task MeasureAsync(StoreServer server, Uri portal, string what, TimeSpan length, Func<FormUrlEncodedContent> ask)
    {
        using var sockets = new SocketsHttpHandler { UseProxy = false, MaxConnectionsPerServer = Askers };
        using var http = new HttpClient(sockets, disposeHandler: false);
        var address = new Uri(portal, "/connect/token");
        await RunAsync(WarmUp, []);
        var times = new ConcurrentBag<double>();
        var (own, database) = (Own(), server.Processors);
        var elapsed = await RunAsync(length, times);
        (own, database) = (Own() - own, server.Processors - database);
        var ordered = times.Order().ToList();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"  {what,-18} {ordered.Count / elapsed.TotalSeconds,8:N0} tokens/s   p50 {ordered[ordered.Count / 2],6:N1} ms   p99 {ordered[ordered.Count * 99 / 100],6:N1} ms   processor time a token: {own.TotalMilliseconds / ordered.Count:N2} ms here, whoever asks included, {database.TotalMilliseconds / ordered.Count:N2} ms in PostgreSQL"));

        static TimeSpan Own()
        {
            using var process = Process.GetCurrentProcess();
            return process.TotalProcessorTime;
        }

        async Task<TimeSpan> RunAsync(TimeSpan lasts, ConcurrentBag<double> into)
        {
            var start = Stopwatch.GetTimestamp();
            await Task.WhenAll(Enumerable.Range(0, Askers).Select(async _ =>
            {
                while (Stopwatch.GetElapsedTime(start) < lasts)
                {
                    var asked = Stopwatch.GetTimestamp();
                    using var form = ask();
                    using var answer = await http.PostAsync(address, form);
                    if (!answer.IsSuccessStatusCode)
                        throw new InvalidOperationException(await answer.Content.ReadAsStringAsync());
                    into.Add(Stopwatch.GetElapsedTime(asked).TotalMilliseconds);
                }
            }));
            return Stopwatch.GetElapsedTime(start);
        }
    }
}
