using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SaaSGate.ControlPlane.Demo;
using SaaSGate.ControlPlane.Hosting;
using SaaSGate.ControlPlane.Regions;
using SaaSGate.ControlPlane.Tests.Support;
using SaaSGate.Gateway.Hosting;
using SaaSGate.Postgres.Regions;
using SaaSGate.Simulator;
using SaaSGate.TestKit;
using Xunit;

namespace SaaSGate.ControlPlane.Tests.Vault.Canaries;

/// <summary>
/// Secrets of every sort go in where each can, by use, mistake and refusal; then all that the product writes is searched for them: every value of every
/// table, logs of every level, traces, metrics, the spool, evidence and whatever the API lists.
/// </summary>
public sealed class CanaryTests(Database database) : IClassFixture<Database>, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("saasgate-canaries-").FullName;
    private readonly Dictionary<string, string> _secrets = [];
    private readonly Outputs _outputs = new();

    private static CancellationToken Cancel => Bounded.Cancellation;

    [Fact]
    public async Task No_secret_is_in_anything_that_is_written()
    {
        await using var claude = await SimulatorHost.StartAsync(new() { AcceptedKeys = [Plant("credential", "sk-ant-api03-"), Plant("rotated credential", "sk-ant-api03-"), "sk-ant-demo-0000"] }, cancellation: Cancel);
        await using var host = await StartAsync(claude.BaseUrl);
        using var admin = new PortalBrowser(host.Portal);
        await admin.SignInAsync(host.Demo!.Admin.Email, Keep("password", host.Demo.Admin.Password));
        Keep("antiforgery token", (string)admin.Session!["csrfToken"]!);
        Keep("demo token", host.Demo.ApiToken);
        foreach (var demo in host.Demo.Skills)
            Keep($"key of {demo.Name}", demo.Key);
        foreach (Cookie cookie in admin.Cookies.GetCookies(host.Portal))
            Keep($"cookie {cookie.Name}", cookie.Value);

        var connection = await ManageAsync(admin, claude.BaseUrl);
        var spool = await CallAsync(host, admin, connection);
        await RefuseAsync(host);
        await ReadAsync(admin);

        _outputs.AddFolder("spool", spool);
        await _outputs.AddDatabaseAsync(database.Owner, Cancel);
        Keep("master key", (await File.ReadAllTextAsync(Path.Combine(_folder, "master.key"), Cancel)).Trim());

        // What is meant to be written is found, in each place: the search works, and the places were filled.
        var counts = _outputs.Counts;
        Assert.True(new[] { "log", "trace", "metric", "answer", "spool", "database" }.All(place => counts.GetValueOrDefault(place) > 0), string.Join(", ", counts));
        var marker = _outputs.PlacesOf("marker-of-the-prompt");
        Assert.Contains(marker, place => place.StartsWith("spool", StringComparison.Ordinal));
        Assert.Contains(marker, place => place.Contains("opened", StringComparison.Ordinal));
        Assert.Contains(_outputs.PlacesOf("canary-connection"), place => place.StartsWith("database tenant.connections", StringComparison.Ordinal));
        Assert.Contains(_outputs.PlacesOf("canary-connection"), place => place.StartsWith("answer", StringComparison.Ordinal));

        var found = _secrets.SelectMany(secret => _outputs.PlacesOf(secret.Value).Select(place => $"{secret.Key} in {place}")).ToList();
        Assert.True(_secrets.Count >= 20, "Not every secret was planted.");
        Assert.True(found.Count == 0, string.Join('\n', found));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Finds_a_secret_in_each_form_it_may_be_written_in(int shift)
    {
        const string secret = "sk-ant-api03-0123456789abcdef+/=";
        var bytes = Encoding.UTF8.GetBytes(secret);
        using var outputs = new Outputs();
        outputs.Add("plain", $"x{secret}y");
        outputs.Add("wide", Encoding.Unicode.GetBytes(secret));
        outputs.Add("hexadecimal", $"\\x00{Convert.ToHexStringLower(bytes)}00");
        outputs.Add("url", Uri.EscapeDataString(secret));
        outputs.Add("base64", Convert.ToBase64String([.. new byte[3 + shift], .. bytes, 7, 7]));
        outputs.Add("other", "sk-ant-api03-0123456789abcdeg+/=");
        Assert.Equal(["base64", "hexadecimal", "plain", "url", "wide"], outputs.PlacesOf(secret).Order(StringComparer.Ordinal));
    }

    public void Dispose()
    {
        _outputs.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Credentials, keys, tokens and secrets of the organisation, also such as are refused.</summary>
    private async Task<string> ManageAsync(PortalBrowser admin, Uri upstream)
    {
        var connection = (string)(await admin.ExpectAsync(
            HttpStatusCode.Created, HttpMethod.Post, "connections", new { name = "canary-connection", baseUrl = upstream.AbsoluteUri, credential = _secrets["credential"] }))!["id"]!;
        var path = $"connections/{connection}/credential";
        await admin.ExpectAsync(HttpStatusCode.Conflict, HttpMethod.Put, path, new { credential = Plant("refused credential", "sk-ant-api03-") }, "\"1\"");
        await admin.ExpectAsync(HttpStatusCode.BadRequest, HttpMethod.Put, path, new { credential = $"{Plant("malformed credential", "sk-ant-api03-")}\n" + "x: y", kind = "api_key" }, "\"1\"");
        await admin.ExpectAsync(HttpStatusCode.OK, HttpMethod.Put, path, new { credential = _secrets["rotated credential"] }, "\"1\"");
        await admin.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, $"{path}/check");
        await admin.ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, "connections", new { name = "dead", baseUrl = "http://127.0.0.1:9", credential = Plant("unreachable credential", "sk-ant-api03-") });

        await admin.ExpectAsync(
            HttpStatusCode.Created, HttpMethod.Post, "exports", new { name = "receiver", kind = "webhook", address = "https://127.0.0.1:9/x", secret = Plant("export secret", "whsec-"), authority = (string?)null });
        await admin.AddChannelAsync("webhook", new { address = "https://127.0.0.1:9/y" }, new { signingSecret = Plant("channel secret", "whsec-") });
        await admin.ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, "exposure/lists", new { name = "breach", type = "EMAIL", values = new[] { Plant("listed value", "canary") + "@leak.example" } });
        await admin.ExpectAsync(HttpStatusCode.BadRequest, HttpMethod.Post, "exposure/lists", new { name = "breach", type = "NO_SUCH", values = new[] { Plant("refused value", "canary") } });
        var token = (await admin.ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, "tokens", new { name = "t", scopes = new[] { "read" }, expiresInDays = 1 }))!;
        using var program = new PortalBrowser(admin.Portal);
        program.Http.DefaultRequestHeaders.Authorization = new("Bearer", Keep("API token", (string)token["token"]!));
        await program.GetAsync("skills");
        await program.ExpectAsync(HttpStatusCode.Forbidden, HttpMethod.Post, "tokens", new { name = Plant("name of nobody", "n"), scopes = new[] { "read" }, expiresInDays = 1 });
        return connection;
    }

    /// <summary>A gateway of the region, called with headers of all sorts.</summary>
    private async Task<string> CallAsync(ControlPlaneHost host, PortalBrowser admin, string connection)
    {
        var skill = (string)(await admin.ExpectAsync(
            HttpStatusCode.Created, HttpMethod.Post, "skills", new { name = "canary-skill", purpose = "Sings", connectionId = connection }))!["id"]!;
        var key = Keep("skill key", (string)(await admin.ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, $"skills/{skill}/keys", new { expiresInDays = 1 }))!["key"]!);
        var regions = host.Services.GetRequiredService<RegionStore>();
        var region = await regions.EnsureAsync("canaries", Cancel);
        await regions.AssignAsync(region, DemoOrganisations.Acme, Cancel);
        var token = await host.Services.GetRequiredService<RegionJoinTokens>().CreateAsync(region, TimeSpan.FromMinutes(5), Cancel);
        Keep("join token", token.Secret);
        var folder = Path.Combine(_folder, "gateway");
        await using var gateway = await GatewayHost.StartAsync(
            new() { JoinToken = token.ToText(), DataDirectory = folder, RenewInterval = TimeSpan.FromMilliseconds(50), AllowPrivateUpstreams = true },
            new(IPAddress.Loopback, 0), logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(_outputs), Cancel);
        using var handler = new SocketsHttpHandler { UseCookies = false };
        using var http = new HttpClient(handler, disposeHandler: false) { BaseAddress = gateway.BaseUrl };

        await Bounded.UntilAsync(async () => await SendAsync(http, key, "Hello, marker-of-the-prompt", stream: false) == HttpStatusCode.OK);
        Assert.Equal(HttpStatusCode.OK, await SendAsync(http, key, "Hello again", stream: true));
        Assert.Equal(HttpStatusCode.Unauthorized, await SendAsync(http, Plant("unknown skill key", "sgk_"), "Hello", stream: false));
        await Bounded.UntilAsync(async () => await PeekAsync("select count(*) from tenant.exchanges where outcome = 'completed'") >= 2);
        return Path.Combine(folder, "spool") is var spool && Directory.Exists(spool) ? spool : folder;
    }

    private async Task<HttpStatusCode> SendAsync(HttpClient http, string key, string text, bool stream)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/messages")
        {
            Headers =
            {
                { "x-api-key", key }, { "anthropic-version", "2023-06-01" }, { "cookie", $"session={Plant("cookie of a skill", "c")}" }, { "x-forwarded-authorization", Plant("header of a proxy", "h") },
                { "x-vault-token", Plant("header of another", "hvs.") }, { "proxy-authorization", $"Basic {Plant("proxy credential", "p")}" }, { "saasgate-note", Plant("own header", "o") },
            },
            Content = new StringContent(
                new JsonObject
                {
                    ["model"] = "claude-sonnet-4-5",
                    ["max_tokens"] = 64,
                    ["stream"] = stream,
                    ["messages"] = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = text }),
                }.ToJsonString(), Encoding.UTF8, "application/json"),
        };
        using var answer = await http.SendAsync(request, Cancel);
        _outputs.Add("answer gateway", $"{answer.Headers} {await answer.Content.ReadAsStringAsync(Cancel)}");
        return answer.StatusCode;
    }

    /// <summary>What is wrong, and must not be told back.</summary>
    private async Task RefuseAsync(ControlPlaneHost host)
    {
        using var stranger = new PortalBrowser(host.Portal);
        await stranger.ExpectAsync(HttpStatusCode.Unauthorized, HttpMethod.Post, "session", new { email = host.Demo!.Admin.Email, password = Plant("wrong password", "pass") });
        using var broken = new StringContent($"{{\"email\":\"{host.Demo.Admin.Email}\",\"password\":\"{Plant("password in a broken body", "pass")}", Encoding.UTF8, "application/json");
        await stranger.ExpectAsync(HttpStatusCode.BadRequest, HttpMethod.Post, "session", broken);
        stranger.Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Plant("unknown API token", "sgt_"));
        await stranger.ExpectAsync(HttpStatusCode.Unauthorized, HttpMethod.Get, "skills");
        stranger.Http.DefaultRequestHeaders.Authorization = null;
        stranger.Http.DefaultRequestHeaders.Add("Cookie", $".saasgate={Plant("made-up cookie", "c")}");
        await stranger.ExpectAsync(HttpStatusCode.Unauthorized, HttpMethod.Get, "skills");
    }

    /// <summary>Everything that the API lists, and evidence.</summary>
    private async Task ReadAsync(PortalBrowser admin)
    {
        foreach (var list in Operation.All.Where(operation => operation.Method == HttpMethod.Get && !operation.HasParameters && !operation.Path.StartsWith("session", StringComparison.Ordinal)))
        {
            using var answer = await admin.SendAsync(list.Method, list.Path);
            _outputs.Add($"answer {list}", $"{answer.Headers} {await answer.Content.ReadAsStringAsync(Cancel)}");
        }
        var session = (await PeekTextAsync("select id from tenant.sessions where skill_name = 'canary-skill' limit 1"))!;
        _outputs.Add("answer evidence", await Evidence.TakenEvidence.TakeAsync(admin, new { sessions = new[] { session } }));
    }

    private string Plant(string name, string prefix)
    {
        if (!_secrets.TryGetValue(name, out var secret))
            _secrets[name] = secret = prefix + Convert.ToHexStringLower(System.Security.Cryptography.RandomNumberGenerator.GetBytes(20));
        return secret;
    }

    private string Keep(string name, string secret)
    {
        Assert.True(secret.Length >= 12, $"{name} is too short to look for.");
        return _secrets[name] = secret;
    }

    private async Task<ControlPlaneHost> StartAsync(Uri upstream)
    {
        File.WriteAllText(Path.Combine(_folder, "index.html"), "<!doctype html><title>portal</title>");
        var host = ControlPlaneHost.Create(
            new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
            {
                ["SaaSGate:Database:App"] = database.Options.App,
                ["SaaSGate:Database:Platform"] = database.Options.Platform,
                ["SaaSGate:Portal:Listen"] = "http://127.0.0.1:0",
                ["SaaSGate:Portal:WebRoot"] = _folder,
                ["SaaSGate:Portal:Proxies:0"] = "127.0.0.1",
                ["SaaSGate:RegionLink:Listen"] = "https://127.0.0.1:0",
                ["SaaSGate:RegionLink:Lease"] = "00:01:00",
                ["SaaSGate:Silo:Port"] = TestPorts.Free().ToString(CultureInfo.InvariantCulture),
                ["SaaSGate:Vault:KeyFile"] = Path.Combine(_folder, "master.key"),
                ["SaaSGate:Connections:AllowPrivateUpstreams"] = "true",
                ["SaaSGate:Demo:Enabled"] = "true",
                ["SaaSGate:Demo:Upstream"] = upstream.AbsoluteUri,
                ["SaaSGate:Demo:UpstreamKey"] = Keep("demo credential", "sk-ant-demo-0000"),
            }).Build(),
            logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(_outputs));
        await host.StartAsync(Cancel);
        return host;
    }

    private async Task<long> PeekAsync(string sql)
    {
        await using var command = database.Owner.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync(Cancel))!;
    }

    private async Task<string?> PeekTextAsync(string sql)
    {
        await using var command = database.Owner.CreateCommand(sql);
        return (string?)await command.ExecuteScalarAsync(Cancel);
    }
}
