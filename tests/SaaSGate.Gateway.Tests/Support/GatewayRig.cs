using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SaaSGate.Contracts.RegionLink;
using SaaSGate.Gateway.Authentication;
using SaaSGate.Gateway.Endpoints;
using SaaSGate.Gateway.Hosting;
using SaaSGate.Gateway.Leases;
using SaaSGate.Gateway.Requests;
using SaaSGate.Gateway.View;
using SaaSGate.Simulator;
using SaaSGate.TestKit;
using SaaSGate.TestKit.Link;

namespace SaaSGate.Gateway.Tests.Support;

/// <summary>A real gateway between a real simulator and a link peer, with one tenant.</summary>
internal sealed class GatewayRig : IAsyncDisposable
{
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("saasgate-gateway-");
    private readonly SocketsHttpHandler _sockets = new() { UseProxy = false, Expect100ContinueTimeout = TimeSpan.FromMinutes(1) };
    private readonly List<string> _logged = [];

    private GatewayRig(SimulatorHost simulator, LinkPeer peer, LinkTenant tenant) => (Simulator, Peer, Tenant, Http) = (simulator, peer, tenant, new HttpClient(_sockets, false));

    public SimulatorHost Simulator { get; }

    public LinkPeer Peer { get; }

    public LinkTenant Tenant { get; }

    public HttpClient Http { get; }

    public GatewayHost Gateway { get; private set; } = null!;

    /// <summary>Every line that gateways of the rig have logged so far.</summary>
    public IReadOnlyList<string> Logged
    {
        get
        {
            lock (_logged)
                return [.. _logged];
        }
    }

    public string SpoolFolder => Path.Combine(_data.FullName, "spool");

    public static CancellationToken Cancellation => Bounded.Cancellation;

    public static async Task<GatewayRig> StartAsync(
        string? policy = null, SimulatorOptions? simulator = null, Action<GatewayOptions>? configure = null, uint? leaseMilliseconds = null)
    {
        var upstream = await SimulatorHost.StartAsync(simulator, cancellation: Cancellation);
        var peer = await LinkPeer.StartAsync();
        peer.LeaseMilliseconds = leaseMilliseconds ?? peer.LeaseMilliseconds;
        var rig = new GatewayRig(upstream, peer, new LinkTenant(upstream.BaseUrl, policy: policy));
        peer.Publish(rig.Tenant);
        await rig.StartGatewayAsync(configure);
        return rig;
    }

    /// <summary>Starts the gateway on the rig's data directory and waits until it has a lease.</summary>
    public async Task StartGatewayAsync(Action<GatewayOptions>? configure = null)
    {
        var options = new GatewayOptions
        {
            DataDirectory = _data.FullName,
            JoinToken = Peer.JoinToken,
            Name = "test",
            AllowPrivateUpstreams = true,
            RenewInterval = TimeSpan.FromMilliseconds(50),
            LastWords = TimeSpan.FromMinutes(1),
            SpoolSegmentBytes = 1024 * 1024,
            SpoolMaxBytes = 256L * 1024 * 1024,
        };
        configure?.Invoke(options);
        Gateway = await GatewayHost.StartAsync(options, new IPEndPoint(IPAddress.Loopback, 0), logging => logging.AddProvider(new ListLoggerProvider(_logged)), new DayClock(), Cancellation);
        await Bounded.UntilAsync(() => Gateway.Services.GetRequiredService<Lease>().IsFresh);
    }

    public Lease Lease => Gateway.Services.GetRequiredService<Lease>();

    public HttpRequestMessage Request(string body, string path = "/v1/messages", HttpMethod? method = null)
    {
        var request = new HttpRequestMessage(method ?? HttpMethod.Post, new Uri(Gateway.BaseUrl, path));
        request.Headers.Add("x-api-key", Tenant.Key);
        request.Headers.Add("anthropic-version", "2023-06-01");
        if (request.Method == HttpMethod.Post)
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        return request;
    }

    /// <summary>Tells the gateway what its tenant is now, and waits until it says that it goes by it.</summary>
    public async Task PublishAsync()
    {
        var position = Peer.Publish(Tenant);
        await Peer.Renewals.WaitForAsync(renewal => renewal.ViewPosition >= position, Cancellation);
    }

    /// <summary>Ends the lease for good, and so that no grant that is under way begins it anew.</summary>
    public async Task EndLeaseAsync()
    {
        Peer.GrantsLeases = false;
        var before = Peer.Renewals.Items.Count;
        await Bounded.UntilAsync(() => Peer.Renewals.Items.Count > before + 1);
        // A stop comes behind the last grant.
        Peer.Stop(Tenant, StopKind.Session, "ses_other");
        await Bounded.UntilAsync(() => Gateway.Services.GetRequiredService<StopSet>().Holds(Tenant.OrganisationId, "ses_other"));
        Lease.End();
    }

    /// <summary>A request of the skill as the hot path has it before it is recorded.</summary>
    public InspectedRequest Inspect(string body)
    {
        var context = new DefaultHttpContext { Request = { Headers = { ["x-api-key"] = Tenant.Key, ContentType = "application/json" } } };
        var (skill, _) = Gateway.Services.GetRequiredService<SkillAuthenticator>().Authenticate(context);
        var received = new PooledBody(body.Length);
        received.Write(Encoding.UTF8.GetBytes(body));
        return InspectedRequest.Of(new ReceivedRequest(skill!, ClaudeEndpoint.Messages, "POST", "/v1/messages", "", context.Request.Headers, received), received.Memory, TimeProvider.System);
    }

    public Task<HttpResponseMessage> SendAsync(string body, string path = "/v1/messages", HttpMethod? method = null) =>
        Http.SendAsync(Request(body, path, method), HttpCompletionOption.ResponseHeadersRead, Cancellation);

    /// <summary>A messages request whose only turn is this text.</summary>
    public static string Message(string text, bool stream = false, int maxTokens = 256) => System.Text.Json.JsonSerializer.Serialize(new
    {
        model = "claude-sonnet-4-5",
        max_tokens = maxTokens,
        stream,
        messages = new[] { new { role = "user", content = text } },
    });

    /// <summary>Waits for the exchange's last record.</summary>
    public Task<RecordFrame> EndOfAsync(HttpResponseMessage response) => EndOfAsync(response.Headers.GetValues("saasgate-exchange-id").Single());

    public Task<RecordFrame> EndOfAsync(string exchange) => Peer.Records.WaitForAsync(frame => frame.ExchangeId == exchange && frame.Ended is not null, Cancellation);

    /// <summary>Everything recorded of an exchange, once it has ended.</summary>
    public async Task<IReadOnlyList<RecordFrame>> RecordOfAsync(HttpResponseMessage response)
    {
        var end = await EndOfAsync(response);
        return [.. Peer.Records.Items.Where(frame => frame.ExchangeId == end.ExchangeId)];
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        _sockets.Dispose();
        await Gateway.DisposeAsync();
        await Peer.DisposeAsync();
        await Simulator.DisposeAsync();
        _data.Delete(recursive: true);
    }
}
