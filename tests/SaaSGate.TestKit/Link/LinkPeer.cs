using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SaaSGate.Contracts.RegionLink;

namespace SaaSGate.TestKit.Link;

/// <summary>
/// The other end of a gateway's region link, over a real socket with mutual TLS, with a test's hand on everything: leases,
/// stops, snapshots, acknowledgements, decisions. The control plane itself has tests of its own; with this one a gateway is
/// tested (or measured) alone.
/// </summary>
public sealed class LinkPeer : IAsyncDisposable
{
    private readonly LinkAuthority _authority = new();
    private readonly ConcurrentDictionary<string, LinkTenant> _tenants = new();
    private WebApplication? _app;
    private readonly Lock _stopLog = new();
    private readonly List<Stop> _stops = [];
    private ulong _stopPosition;
    private ulong _viewPosition;

    private LinkPeer()
    {
    }

    /// <summary>False: renewals get no answer, as when PostgreSQL is down.</summary>
    public bool GrantsLeases { get; set; } = true;

    /// <summary>True: renewals are answered with the loss of the spool.</summary>
    public bool MissesSpool { get; set; }

    /// <summary>False: records are taken but not acknowledged.</summary>
    public bool Acknowledges { get; set; } = true;

    /// <summary>When set, nothing after a hello is read until it completes.</summary>
    public Task? ReadsOn { get; set; }

    /// <summary>Everything up to here was acknowledged: what a hello is answered with.</summary>
    public ulong Acknowledged { get; set; }

    /// <summary>True: records are acknowledged and forgotten, for measurements.</summary>
    public bool Discards { get; set; }

    /// <summary>Length of the leases that are granted, in milliseconds.</summary>
    public uint LeaseMilliseconds { get; set; } = 60_000;

    /// <summary>The control plane's time, which its grants tell; null where they do not.</summary>
    public Func<DateTimeOffset>? Time { get; set; }

    /// <summary>Answers the consumption of an approval; grants by default.</summary>
    public Func<ConsumeApproval, bool> Consumes { get; set; } = _ => true;

    /// <summary>Answers a hold: pending by default, under the proposed id.</summary>
    public Func<HoldRequest, (string ApprovalId, ApprovalState State)> Accepts { get; set; } = hold => (hold.ApprovalId, ApprovalState.Pending);

    /// <summary>Answers a hold with a problem's code instead, where it is not null.</summary>
    public Func<HoldRequest, string?> Refuses { get; set; } = _ => null;

    /// <summary>What a reviewer had asked for before a hold came, where it is not null.</summary>
    public Func<HoldRequest, ApprovalDecision?> Changes { get; set; } = _ => null;

    /// <summary>Every record that came, in order.</summary>
    public Arrivals<RecordFrame> Records { get; } = new();

    /// <summary>Every hold that came, in order.</summary>
    public Arrivals<HoldRequest> Holds { get; } = new();

    /// <summary>Every hello that came, in order.</summary>
    public Arrivals<BulkHello> Hellos { get; } = new();

    /// <summary>Every consumption that came, in order.</summary>
    public Arrivals<ConsumeApproval> Consumptions { get; } = new();

    /// <summary>What the gateway said of locks, in order.</summary>
    public Arrivals<StopEffect> Effects { get; } = new();

    /// <summary>What came of batches that the gateway was to cancel, in order.</summary>
    public Arrivals<BatchCancelOutcome> BatchesCancelled { get; } = new();

    /// <summary>Every wait that nobody is in any more, in order.</summary>
    public Arrivals<HoldAbandoned> Abandoned { get; } = new();

    /// <summary>Every refusal of a token that came, in order.</summary>
    public Arrivals<TokenRefused> TokensRefused { get; } = new();

    /// <summary>Every key that was asked for, in order.</summary>
    public Arrivals<KeyWanted> KeysWanted { get; } = new();

    /// <summary>Every renewal that came, in order.</summary>
    public Arrivals<LeaseRenewal> Renewals { get; } = new();

    /// <summary>A join token for this peer.</summary>
    public string JoinToken => Contracts.RegionLink.JoinToken.Create(Address, _authority.Sha256).ToText();

    public Uri Address => new(_app!.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    internal byte[] SealingKey { get; set; } = [];

    internal PeerLines Lines { get; } = new();

    internal LinkAuthority Authority => _authority;

    internal ulong ViewPosition => _viewPosition;

    internal ulong StopPosition => Volatile.Read(ref _stopPosition);

    internal ConcurrentQueue<ControlToGateway> Decisions { get; } = new();

    /// <summary>Starts on a free port of the loopback address.</summary>
    public static async Task<LinkPeer> StartAsync()
    {
        var peer = new LinkPeer();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddGrpc(grpc => grpc.MaxReceiveMessageSize = 64 * 1024 * 1024);
        builder.Services.AddSingleton(peer);
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            listen.Protocols = HttpProtocols.Http2;
            listen.UseHttps(peer._authority.IssueServer(), https =>
            {
                https.ClientCertificateMode = ClientCertificateMode.AllowCertificate;
                https.ClientCertificateValidation = (certificate, _, _) => LinkTrust.IsGateway(certificate, peer._authority.Certificate);
            });
        }));
        peer._app = builder.Build();
        peer._app.MapGrpcService<PeerJoin>();
        peer._app.MapGrpcService<PeerControl>();
        peer._app.MapGrpcService<PeerBulk>();
        await peer._app.StartAsync();
        return peer;
    }

    /// <summary>Tells the gateway of a tenant, or of its change.</summary>
    /// <returns>The position of the view that has it.</returns>
    public ulong Publish(LinkTenant tenant)
    {
        ArgumentNullException.ThrowIfNull(tenant);
        _tenants[tenant.OrganisationId] = tenant;
        var version = Interlocked.Increment(ref _viewPosition);
        if (SealingKey.Length > 0)
            Lines.SendBulk(new BulkToGateway { Snapshot = tenant.Snapshot(version, SealingKey) }, new BulkToGateway { Complete = new ViewComplete { Position = version } });
        return version;
    }

    /// <summary>Pushes a stop at once.</summary>
    public void Stop(LinkTenant tenant, StopKind kind, string target, bool lifted = false)
    {
        ArgumentNullException.ThrowIfNull(tenant);
        var stop = new Stop
        {
            OrganisationId = tenant.OrganisationId,
            Kind = kind,
            TargetId = target,
            LockId = "lck_" + target,
            Lifted = lifted,
        };
        lock (_stopLog)
        {
            stop.Position = ++_stopPosition;
            _stops.Add(stop);
        }
        var message = new Stops();
        message.Stops_.Add(stop);
        Lines.SendControl(new ControlToGateway { Stops = message });
    }

    /// <summary>Loses the newest rows, as a database that was restored: the logs begin anew, and gateways that are ahead are sent away.</summary>
    public void LoseRows()
    {
        lock (_stopLog)
        {
            _stops.Clear();
            (_stopPosition, _viewPosition) = (0, 1);
        }
    }

    /// <summary>Decides a held request. A gateway whose control connection is down hears of it when it is back.</summary>
    public void Decide(HoldRequest hold, ApprovalState state, string note = "")
    {
        ArgumentNullException.ThrowIfNull(hold);
        var decision = new ControlToGateway
        {
            Decision = new ApprovalDecision { OrganisationId = hold.OrganisationId, ApprovalId = hold.ApprovalId, State = state, DecidedBy = "Kim", Note = note },
        };
        Decisions.Enqueue(decision);
        Lines.SendControl(decision);
    }

    /// <summary>Has a held request changed, and asked for anew.</summary>
    public void Edit(HoldRequest hold, params ReadOnlySpan<TextEdit> edits)
    {
        ArgumentNullException.ThrowIfNull(hold);
        var decision = new ControlToGateway
        {
            Decision = new ApprovalDecision { OrganisationId = hold.OrganisationId, ApprovalId = hold.ApprovalId, State = ApprovalState.Pending, DecidedBy = "Kim" },
        };
        foreach (var edit in edits)
            decision.Decision.Edits.Add(edit);
        Decisions.Enqueue(decision);
        Lines.SendControl(decision);
    }

    /// <summary>Tells the gateway whose a batch is, and since when: now where it is not said.</summary>
    public void Own(LinkTenant tenant, string batch, string skill, DateTimeOffset? at = null)
    {
        ArgumentNullException.ThrowIfNull(tenant);
        var owner = new BatchOwner { OrganisationId = tenant.OrganisationId, ConnectionId = tenant.ConnectionId, BatchId = batch, SkillId = skill, At = (at ?? TimeProvider.System.GetUtcNow()).ToUnixTimeMilliseconds() };
        Lines.SendBulk(new BulkToGateway { BatchOwners = new BatchOwners { Batches = { owner } } });
    }

    /// <summary>Has the gateway cancel a batch.</summary>
    public void Cancel(LinkTenant tenant, string batch, string exchange)
    {
        ArgumentNullException.ThrowIfNull(tenant);
        var asked = new BatchToCancel { OrganisationId = tenant.OrganisationId, ConnectionId = tenant.ConnectionId, BatchId = batch, ExchangeId = exchange };
        Lines.SendBulk(new BulkToGateway { CancelBatches = new CancelBatches { Batches = { asked } } });
    }

    /// <summary>Breaks both connections; the gateway dials again.</summary>
    public void Disconnect() => Lines.Break();

    public async ValueTask DisposeAsync()
    {
        Lines.Break();
        if (_app is not null)
            await _app.DisposeAsync();
        _authority.Dispose();
    }

    /// <summary>The rows of the stop log after a position, and the position up to which they are all: both of one moment.</summary>
    internal (ulong Position, IReadOnlyList<Stop> Stops) StopsAfter(ulong position)
    {
        lock (_stopLog)
            return (_stopPosition, _stops.FindAll(stop => stop.Position > position));
    }

    internal IEnumerable<BulkToGateway> Snapshots()
    {
        var version = _viewPosition;
        foreach (var tenant in _tenants.Values)
            yield return new BulkToGateway { Snapshot = tenant.Snapshot(version, SealingKey) };
        yield return new BulkToGateway { Complete = new ViewComplete { Position = version } };
    }
}
