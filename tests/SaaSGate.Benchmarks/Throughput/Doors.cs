using System.Text;
using SaaSGate.Benchmarks.Processes;
using SaaSGate.Benchmarks.Throughput.Parts;

namespace SaaSGate.Benchmarks.Throughput;

/// <summary>The stub and every way to it, each in a process of its own.</summary>
internal sealed class Doors : IAsyncDisposable
{
    public const string Direct = "direct", BareYarp = "bare YARP", Gateway = "SaaSGate", FullStack = "full stack";

    private readonly Stack<IAsyncDisposable> _open = [];
    private readonly DirectoryInfo _folder;
    private readonly Dictionary<string, int> _proxies = [];
    private Part _stub = null!;

    private Doors(string data) => _folder = Directory.CreateDirectory(Path.Combine(Path.GetFullPath(data), "saasgate-benchmark-" + Path.GetRandomFileName()));

    /// <summary>Direct first, then bare YARP, then SaaSGate.</summary>
    public IReadOnlyList<Door> All { get; private set; } = [];

    /// <summary>Ids of the processes that take part.</summary>
    public IReadOnlyCollection<int> Processes { get; private set; } = [];

    /// <summary>The process behind a door of which this one started the proxy.</summary>
    public int ProcessOf(string door) => _proxies[door];

    public static async Task<Doors> OpenAsync(string data, bool fullStack)
    {
        var doors = new Doors(data);
        try
        {
            await doors.OpenAsync(fullStack);
            return doors;
        }
        catch
        {
            await doors.DisposeAsync();
            throw;
        }
    }

    /// <summary>Asks for an address through each SaaSGate: a benchmark of a gateway that masks nothing would mean nothing.</summary>
    /// <exception cref="InvalidOperationException">A gateway let it through.</exception>
    public async Task CheckMaskingAsync()
    {
        const string Address = "dana.meyer@example.com";
        using var http = new HttpMessageInvoker(new SocketsHttpHandler { UseProxy = false });
        foreach (var door in All.Skip(2))
        {
            var answer = $$"""{"type":"message","role":"assistant","content":[{"type":"text","text":"Write to {{Address}}."}],"stop_reason":"end_turn"}""";
            using var replay = new HttpRequestMessage(HttpMethod.Post, new Uri(_stub.Address, "/_simulator/replays?status=200"))
            {
                Content = new StringContent(answer, Encoding.UTF8, "application/json"),
            };
            using (var queued = await http.SendAsync(replay, CancellationToken.None))
                queued.EnsureSuccessStatusCode();
            using var load = new Load(door, 1);
            var received = Encoding.UTF8.GetString(await load.AskAsync(Workload.All[0].Body));
            if (received.Contains(Address, StringComparison.Ordinal) || !received.Contains("[EMAIL_", StringComparison.Ordinal))
                throw new InvalidOperationException($"{door.Name} does not mask: {received}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        while (_open.TryPop(out var part))
            await part.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private async Task OpenAsync(bool fullStack)
    {
        _stub = await StartAsync(StubPart.Name);
        var yarp = await StartAsync(YarpPart.Name, _stub.Fact("url"));
        var peer = await StartAsync(PeerPart.Name, _stub.Fact("url"));
        var gateway = await StartAsync(GatewayPart.Name, peer.Fact("joinToken"), Path.Combine(_folder.FullName, "gateway"));
        List<Door> doors =
        [
            new(Direct, _stub.Address, "sk-direct"),
            new(BareYarp, yarp.Address, "sk-direct", yarp.SettleAsync),
            new(Gateway, gateway.Address, peer.Fact("key"), gateway.SettleAsync),
        ];
        (_proxies[BareYarp], _proxies[Gateway]) = (yarp.Id, gateway.Id);
        List<int> processes = [_stub.Id, yarp.Id, peer.Id, gateway.Id];
        if (fullStack)
        {
            var stack = await Throughput.FullStack.StartAsync(_stub.Address, Path.Combine(_folder.FullName, "dev"));
            _open.Push(stack);
            doors.Add(stack.Door);
            processes.AddRange(stack.Processes);
        }
        (All, Processes) = (doors, processes);
    }

    private async Task<Part> StartAsync(string name, params string[] arguments)
    {
        var part = await Part.StartAsync(name, arguments);
        _open.Push(part);
        return part;
    }
}
