using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using SaaSGate.ControlPlane.OpenApi;
using SaaSGate.ControlPlane.Tests.Support;
using SaaSGate.TestKit;
using Xunit;

namespace SaaSGate.ControlPlane.Tests.OpenApi;

public sealed class OpenApiFileTests(ControlPlaneFixture app) : IClassFixture<ControlPlaneFixture>
{
    private const string Refresh = "SAASGATE_UPDATE_OPENAPI";
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Fact]
    public async Task Running_api_is_described_by_the_committed_file()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        using var browser = app.Browser();
        var served = JsonNode.Parse(await browser.Http.GetStringAsync(OpenApiServices.Path, cancellationToken))!.ToJsonString(Indented) + "\n";

        var file = RepositoryFolder.In("web", "openapi.json");
        if (Environment.GetEnvironmentVariable(Refresh) is { Length: > 0 })
            await File.WriteAllTextAsync(file, served, cancellationToken);
        var committed = await File.ReadAllTextAsync(file, cancellationToken);
        Assert.True(committed == served, $"web/openapi.json is stale. Refresh it: {Refresh}=1 dotnet run --project tests/SaaSGate.ControlPlane.Tests");
    }
}
