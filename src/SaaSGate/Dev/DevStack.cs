using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using SaaSGate.Demo;
using SaaSGate.Postgres.Demo;

namespace SaaSGate.Dev;

/// <summary>Everything that <c>dev</c> runs: PostgreSQL, then simulator, control plane and gateway as child processes, then the demo's traffic.</summary>
internal sealed class DevStack : IAsyncDisposable
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly DevOptions _options;
    private readonly List<IAsyncDisposable> _started = [];
    private readonly TextWriter _progress;
    private readonly RunMark _mark;
    private bool _marked;
    private DevDatabase _database = null!;
    private ChildProcess _simulator = null!, _controlPlane = null!, _gateway = null!;
    private CrmWebhook _webhook = null!;
    private DevFacts _facts = null!;

    private DevStack(DevOptions options, TextWriter progress) => (_options, _progress, _mark) = (options, progress, new RunMark(options.Data));

    /// <summary>Starts it all and returns when all is ready.</summary>
    /// <exception cref="DevException">Something is in the way; the message says what to do.</exception>
    public static async Task<DevStack> StartAsync(DevOptions options, TextWriter progress, CancellationToken cancellation)
    {
        var stack = new DevStack(options, progress);
        try
        {
            await stack.StartAsync(cancellation);
            return stack;
        }
        catch
        {
            await stack.DisposeAsync();
            throw;
        }
    }

    /// <summary>Prints where everything is.</summary>
    public void Tell(TextWriter output)
    {
        if (_options.Json)
        {
            _progress.WriteLine($"webhook {_webhook.Address}");
            output.WriteLine(JsonSerializer.Serialize(_facts, Json));
            output.Flush();
            return;
        }
        var demo = _facts.Demo;
        output.WriteLine($"""

              SaaSGate is ready.

              Portal      {_facts.Portal}
              Gateway     {_facts.Gateway}   (ANTHROPIC_BASE_URL)
              API         {_facts.Api}
              Claude      {_facts.Upstream}{(_options.Upstream is null ? "   (simulator)" : "")}
              Webhook     {_webhook.Address}   (a POST of JSON with an "event" fires crm-export)

              Sign in as  {Person("admin")}   admin of acme
                          {Person("reviewer")}   reviewer of acme
                          {Person("partner")}   reviewer of the partner northwind

              Try         curl {_facts.Gateway}/v1/messages -H 'x-api-key: {demo["skills"]?[0]?["key"]}' -H 'anthropic-version: 2023-06-01' \
                            -H 'content-type: application/json' -d '{JsonBody}'

              Logs are in {Path.Combine(_options.Data, "logs")}. Ctrl-C ends everything.
            """);
        string Person(string role) => string.Create(CultureInfo.InvariantCulture, $"{demo[role]?["email"],-28} {demo[role]?["password"]}");
    }

    /// <summary>Runs the demo until cancelled, or until a part ends that should not.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var sockets = new SocketsHttpHandler { UseProxy = false };
        using var http = new HttpClient(sockets, false) { Timeout = TimeSpan.FromMinutes(10) };
        var demo = RunDemoAsync(http, ending.Token);
        var parts = new[] { _controlPlane, _gateway, _simulator };
        var exits = parts.Select(part => part.ExitedAsync(ending.Token)).Append(_database.ExitedAsync(ending.Token)).ToArray();
        var first = await Task.WhenAny(exits);
        var asked = cancellation.IsCancellationRequested;
        await ending.CancelAsync();
        await demo.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (asked)
            return;
        var index = Array.IndexOf(exits, first);
        throw index < parts.Length ? await parts[index].EndedEarlyAsync() : new DevException("PostgreSQL has ended.");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var part in Enumerable.Reverse(_started))
            await part.DisposeAsync();
        if (_marked)
            _mark.Remove();
    }

    private const string JsonBody = """{"model":"claude-sonnet-4-5","max_tokens":256,"messages":[{"role":"user","content":"List e-mail and phone of two customers"}]}""";

    private async Task StartAsync(CancellationToken cancellation)
    {
        var logs = DataFolder.Prepare(_options.Data);
        await DevPorts.CheckAsync(_options, afterKill: _mark.IsThere, cancellation);
        _mark.Set();
        _marked = true;
        var (portal, gateway, simulator) = (Loopback(_options.PortalPort), Loopback(_options.GatewayPort), Loopback(_options.SimulatorPort));

        Say("PostgreSQL");
        _database = await DevDatabase.StartAsync(_options, logs, cancellation);
        _started.Add(_database);

        Say("Claude simulator");
        _simulator = await StartAsync("simulator", logs, DevEnvironment.Simulator(_options), cancellation);

        Say("control plane");
        _controlPlane = await StartAsync("control-plane", logs, DevEnvironment.ControlPlane(_options, _database.Migration, simulator), cancellation);
        var demo = JsonNode.Parse(_controlPlane.Ready)!.AsObject();
        var join = (string)demo["joinToken"]!;
        demo.Remove("joinToken");
        demo.Remove("organisationId");

        Say("gateway");
        _gateway = await StartAsync("gateway", logs, DevEnvironment.Gateway(_options, join), cancellation);
        await Readiness.WaitAsync([portal, gateway], cancellation);
        _started.Add(_webhook = await CrmWebhook.StartAsync(_options.WebhookPort, cancellation));

        _facts = new DevFacts(
            portal, gateway, portal + "/api/v1", _options.Upstream?.AbsoluteUri.TrimEnd('/') ?? simulator, _database.Migration.Owner,
            new DevPids(_controlPlane.Id, _gateway.Id, _simulator.Id, _database.ProcessId), demo);
    }

    private async Task<ChildProcess> StartAsync(string verb, string logs, IReadOnlyDictionary<string, string> environment, CancellationToken cancellation)
    {
        var child = await ChildProcess.StartAsync(verb, environment, logs, cancellation);
        _started.Add(child);
        return child;
    }

    private Task RunDemoAsync(HttpClient http, CancellationToken cancellation)
    {
        var skills = _facts.Demo["skills"].Deserialize<List<DemoSkill>>(Json) ?? [];
        var gateway = new Uri(_facts.Gateway);
        var tasks = new List<Task>();
        if (!_options.Quiet)
            tasks.Add(new DemoTraffic(http, gateway, skills, _webhook.Address, TimeProvider.System).RunAsync(cancellation));
        if (skills.FirstOrDefault(skill => skill.Name == "crm-export") is { } leaver)
        {
            tasks.Add(new CrmExport(http, gateway, leaver).RunAsync(_webhook, cancellation));
            tasks.Add(PlayWhenCalledAsync(new DemoIncident(http, gateway, new Uri(_facts.Api + "/"), (string)_facts.Demo["apiToken"]!, leaver, TimeProvider.System), cancellation));
        }
        return Task.WhenAll(tasks);
    }

    private async Task PlayWhenCalledAsync(DemoIncident incident, CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                await foreach (var call in DemoCalls.ListenAsync(_database.Migration.Database().Platform, cancellation))
                {
                    if (call == DemoCalls.Incident)
                        await incident.PlayAsync(cancellation);
                }
            }
            catch (Exception broken) when (broken is not OperationCanceledException)
            {
                // PostgreSQL or a part of the stack was away; the next call finds it back.
                _progress.WriteLine($"the demo's incident broke off: {broken.Message}");
                await Task.Delay(TimeSpan.FromSeconds(1), cancellation);
            }
        }
    }

    private void Say(string what) => _progress.WriteLine($"starting {what} …");

    private static string Loopback(int port) => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}");
}
