using System.Collections.Concurrent;
using SaaSGate.Benchmarks.Processes;

namespace SaaSGate.Benchmarks.Latency;

/// <summary>
/// The whole product. The inbox is the partner's portal: its hub tells of the request and its page reads the detail. The
/// decision and the stop are calls of the portal's API, and their clocks run from before the call.
/// </summary>
internal sealed class ProductStack : ILatencyStack
{
    private readonly ConcurrentDictionary<string, string> _digests = new();
    private readonly DirectoryInfo _folder;
    private readonly Product _product;
    private readonly PortalPerson _admin;
    private readonly PortalPerson _partner;
    private readonly string _skill;

    private ProductStack(DirectoryInfo folder, Product product, PortalPerson admin, PortalPerson partner)
    {
        (_folder, _product, _admin, _partner) = (folder, product, admin, partner);
        _skill = product.Skill.GetProperty("id").GetString()!;
    }

    public Product Product => _product;

    public string Name => "whole product, seen from the partner's portal";

    public PortalPerson Admin => _admin;

    public Uri Gateway => _product.Gateway;

    public string SkillKey => _product.Skill.GetProperty("key").GetString()!;

    public static async Task<ProductStack> StartAsync(Uri upstream, string data)
    {
        var folder = Directory.CreateDirectory(Path.Combine(Path.GetFullPath(data), "saasgate-benchmark-" + Path.GetRandomFileName()));
        var product = await Product.StartAsync(upstream, folder.FullName);
        var admin = await PortalPerson.SignInAsync(product.Portal, product.PersonOf("admin"));
        return new ProductStack(folder, product, admin, await PortalPerson.SignInAsync(product.Portal, product.PersonOf("partner")));
    }

    public async Task<string> InboxAsync(string text, CancellationToken cancellation)
    {
        while (true)
        {
            var approval = await _partner.HearAsync("ApprovalRequested", cancellation);
            var detail = await _partner.GetAsync($"approvals/{approval}", cancellation);
            if (!detail.GetProperty("summary").GetString()!.Contains(text, StringComparison.Ordinal))
                continue;
            _digests[approval] = detail.GetProperty("viewDigest").GetString()!;
            return approval;
        }
    }

    public Task ApproveAsync(string approvalId, CancellationToken cancellation) =>
        _partner.PostAsync($"approvals/{approvalId}/decision", new { decision = "approve", viewDigest = _digests[approvalId] }, cancellation);

    public Task StopSkillAsync(CancellationToken cancellation) => _admin.PostAsync($"skills/{_skill}/stop", new { reason = "measured" }, cancellation);

    public Task ResumeSkillAsync(CancellationToken cancellation) => _admin.PostAsync($"skills/{_skill}/resume", null, cancellation);

    public async ValueTask DisposeAsync()
    {
        await _partner.DisposeAsync();
        await _admin.DisposeAsync();
        await _product.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
