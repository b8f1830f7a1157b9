using System.Collections.Concurrent;
using SaaSGate.Benchmarks.Processes;
using SaaSGate.Benchmarks.Throughput.Parts;
using SaaSGate.Contracts.RegionLink;
using SaaSGate.TestKit.Link;

namespace SaaSGate.Benchmarks.Latency;

/// <summary>A gateway in a process of its own, with a link peer here: what the gateway and the link take, without control plane and database.</summary>
internal sealed class PeerStack : ILatencyStack
{
    private const string Policy = """
        rules:
          - name: hold-bulk-export
            on: request
            when: { text: '(?i)export (all|every|the whole|the entire)\b', last_user_turn: true }
            then: hold
            severity: high
            hold: { timeout: 5m }
          - name: mask-personal-data
            on: both
            when: { findings: [EMAIL, PHONE, CREDIT_CARD, US_SSN, API_KEY] }
            then: mask
        """;

    private readonly ConcurrentDictionary<string, HoldRequest> _held = new();
    private readonly DirectoryInfo _folder;
    private readonly LinkPeer _peer;
    private readonly LinkTenant _tenant;
    private readonly Part _gateway;

    private PeerStack(DirectoryInfo folder, LinkPeer peer, LinkTenant tenant, Part gateway) => (_folder, _peer, _tenant, _gateway) = (folder, peer, tenant, gateway);

    public string Name => "gateway and link peer";

    public Uri Gateway => _gateway.Address;

    public string SkillKey => _tenant.Key;

    public static async Task<PeerStack> StartAsync(Uri upstream, string data)
    {
        var folder = Directory.CreateDirectory(Path.Combine(Path.GetFullPath(data), "saasgate-benchmark-" + Path.GetRandomFileName()));
        var peer = await LinkPeer.StartAsync();
        peer.Discards = true;
        var tenant = new LinkTenant(upstream, policy: Policy);
        peer.Publish(tenant);
        return new PeerStack(folder, peer, tenant, await Part.StartAsync(GatewayPart.Name, peer.JoinToken, folder.FullName));
    }

    public async Task<string> InboxAsync(string text, CancellationToken cancellation)
    {
        var hold = await _peer.Holds.WaitForAsync(hold => hold.View.ToStringUtf8().Contains(text, StringComparison.Ordinal), cancellation);
        _held[hold.ApprovalId] = hold;
        return hold.ApprovalId;
    }

    public Task ApproveAsync(string approvalId, CancellationToken cancellation)
    {
        _peer.Decide(_held[approvalId], ApprovalState.Approved);
        return Task.CompletedTask;
    }

    public Task StopSkillAsync(CancellationToken cancellation) => StopAsync(lifted: false);

    public Task ResumeSkillAsync(CancellationToken cancellation) => StopAsync(lifted: true);

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _peer.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private Task StopAsync(bool lifted)
    {
        _peer.Stop(_tenant, StopKind.Skill, _tenant.SkillId, lifted);
        return Task.CompletedTask;
    }
}
