using SaaSGate.Benchmarks.Processes;
using SaaSGate.TestKit.Link;

namespace SaaSGate.Benchmarks.Throughput.Parts;

/// <summary>The other end of the gateway's region link: grants leases, acknowledges records and forgets them.</summary>
internal static class PeerPart
{
    public const string Name = "peer";

    private const string Policy = """
        rules:
          - name: mask-personal-data
            on: both
            when: { findings: [EMAIL, PHONE, CREDIT_CARD, US_SSN, API_KEY] }
            then: mask
        """;

    public static async Task<int> RunAsync(Uri upstream)
    {
        await using var peer = await LinkPeer.StartAsync();
        peer.Discards = true;
        var tenant = new LinkTenant(upstream, policy: Policy);
        peer.Publish(tenant);
        return await PartHost.ServeAsync(new { joinToken = peer.JoinToken, key = tenant.Key });
    }
}
