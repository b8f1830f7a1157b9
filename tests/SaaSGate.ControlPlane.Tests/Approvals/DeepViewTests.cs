using System.Text;
using SaaSGate.ControlPlane.Tests.Support;
using Xunit;

namespace SaaSGate.ControlPlane.Tests.Approvals;

public sealed class DeepViewTests(ControlPlaneFixture app) : IClassFixture<ControlPlaneFixture>
{
    [Fact]
    public async Task Shows_a_request_as_deep_as_gateways_read_them()
    {
        var deep = string.Concat(Enumerable.Repeat("{\"a\":", 130)) + "1" + new string('}', 130);
        var approval = await app.HoldAsync(shown: Encoding.UTF8.GetBytes($$"""{"owner":"Dale","summary":"deep","messages":[{"role":"user","content":{{deep}}}]}"""));
        using var reviewer = await app.SignInAsync(app.Demo.Reviewer);
        var body = await reviewer.Http.GetStringAsync(new Uri($"approvals/{approval}", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Contains(deep, body, StringComparison.Ordinal);
    }
}
