using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Playwright;
using Npgsql;
using SaaSGate.EndToEnd.Tests.Dev;
using SaaSGate.TestKit;
using Xunit;

namespace SaaSGate.EndToEnd.Tests.Browser;

/// <summary>The product as <c>dev --quiet</c> starts it, and people in browsers before it.</summary>
public sealed class DemoStack : IAsyncLifetime
{
    /// <summary>How long a page may take for anything, in milliseconds.</summary>
    internal const float Patience = 120_000;

    private readonly DevPlace _place = new();
    private readonly SocketsHttpHandler _sockets = new() { UseProxy = false };
    private SaaSGateProcess? _dev;
    private JsonObject _facts = null!;
    private IPlaywright? _playwright;

    /// <summary>What more stands in the environment of a stack that a test starts for itself.</summary>
    internal (string Name, string Value)[] Environment { get; init; } = [];

    internal HttpClient Http { get; private set; } = null!;

    internal Uri Upstream => new((string)_facts["upstream"]!);

    internal Uri Gateway => new((string)_facts["gateway"]!);

    internal string Postgres => (string)_facts["postgres"]!;

    internal string Data => _place.Data;

    internal ManagementApi Api { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        // Calls that are held take as long as they take.
        Http = new(_sockets, disposeHandler: false) { Timeout = Timeout.InfiniteTimeSpan };
        _dev = SaaSGateProcess.Start(_place.Arguments, Environment);
        _facts = await _dev.ReadyAsync();
        Api = new(new((string)_facts["api"]! + "/"), (string)_facts["demo"]!["apiToken"]!);
        _playwright = await Playwright.CreateAsync();
        Assertions.SetDefaultExpectTimeout(Patience);
    }

    internal async Task<Viewer> SignInAsync(string who, int width = 1440, int height = 900) =>
        await Viewer.SignInAsync(await Chromium.LaunchAsync(_playwright!, Bounded.Cancellation), Screen(width, height), who, _facts["demo"]![who].Deserialize<SignIn>(JsonSerializerOptions.Web)!);

    /// <summary>Somebody who is not signed in, in a browser of their own.</summary>
    internal async Task<Viewer> VisitAsync(string who) => await Viewer.StartAsync(await Chromium.LaunchAsync(_playwright!, Bounded.Cancellation), Screen(1440, 900), who);

    /// <summary>Where the portal is.</summary>
    internal Uri Portal => new((string)_facts["portal"]!);

    /// <summary>Where the management API is, and the demo's token for it.</summary>
    internal (Uri Address, string Token) Terminal => (new((string)_facts["api"]!), (string)_facts["demo"]!["apiToken"]!);

    /// <summary>The password of one of the demo's people.</summary>
    internal string Password(string who) => (string)_facts["demo"]![who]!["password"]!;

    /// <summary>The demo's directory, as the company's IdP calls it.</summary>
    internal (Uri Address, string Token) Directory => (new(new Uri((string)_facts["portal"]!), "/scim/v2/"), (string)_facts["demo"]!["scimToken"]!);

    /// <summary>Changes what no page changes, as an operator may.</summary>
    /// <param name="sql">With $1, $2 and so on for the values.</param>
    /// <param name="values">In their order.</param>
    /// <returns>How many rows.</returns>
    internal async Task<int> RunAsync(string sql, params object[] values)
    {
        await using var database = NpgsqlDataSource.Create(Postgres);
        await using var command = database.CreateCommand(sql);
        foreach (var value in values)
            command.Parameters.Add(new() { Value = value });
        return await command.ExecuteNonQueryAsync(Bounded.Cancellation);
    }

    /// <summary>Waits until an exchange is recorded to its end: the record follows the answer.</summary>
    internal async Task RecordedAsync(string exchange)
    {
        await using var database = NpgsqlDataSource.Create(Postgres);
        await Bounded.UntilAsync(async () =>
        {
            await using var command = database.CreateCommand("select count(*) from tenant.exchanges where id = $1 and outcome is not null");
            command.Parameters.Add(new() { Value = exchange });
            return await command.ExecuteScalarAsync(Bounded.Cancellation) is 1L;
        });
    }

    /// <summary>From now on everybody has signed in longer ago than what is fresh.</summary>
    internal Task AgeSignInsAsync() => RunAsync("update platform.sign_ins set proven_at = now() - interval '6 minutes'");

    internal SkillCaller Caller(string id, string key) => new(Http, new Uri((string)_facts["gateway"]!), id, key);

    internal SkillCaller Skill(string name) => new(Http, Gateway, (string)FactsOf(name)["id"]!, KeyOf(name));

    internal string KeyOf(string skill) => (string)FactsOf(skill)["key"]!;

    public async ValueTask DisposeAsync()
    {
        // What did not become ready in time is ended too: left running, it would take the time of those that start next.
        _playwright?.Dispose();
        if (_dev is not null)
        {
            await _dev.SignalAsync("TERM");
            await _dev.EndAsync();
            _dev.Dispose();
        }
        Api?.Dispose();
        Http.Dispose();
        _sockets.Dispose();
        _place.Dispose();
    }

    // A browser without a graphics card paints what moves again and again: whoever looks here has asked for little motion.
    private BrowserNewContextOptions Screen(int width, int height) => new()
    {
        BaseURL = (string)_facts["portal"]!,
        ColorScheme = ColorScheme.Light,
        ReducedMotion = ReducedMotion.Reduce,
        ViewportSize = new() { Width = width, Height = height },
    };

    private JsonNode FactsOf(string skill) => _facts["demo"]!["skills"]!.AsArray().Single(one => (string?)one!["name"] == skill)!;
}
