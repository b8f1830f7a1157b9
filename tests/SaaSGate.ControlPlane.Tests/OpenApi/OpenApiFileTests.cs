using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using SaaSGate.ControlPlane.Hosting;
using SaaSGate.ControlPlane.Http;
using SaaSGate.ControlPlane.OpenApi;
using Xunit;

namespace SaaSGate.ControlPlane.Tests.OpenApi;

public sealed class OpenApiFileTests
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Fact]
    public async Task Running_api_is_described_by_the_committed_file()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddHttpConventions().AddManagementOpenApi().AddAuthorization(Identity.Access.Configure).AddAuthentication();
        await using var app = builder.Build();
        app.MapManagementApi();
        await app.StartAsync(cancellationToken);
        using var handler = new SocketsHttpHandler();
        using var client = new HttpClient(handler) { BaseAddress = new(app.Urls.First()) };

        var served = JsonNode.Parse(await client.GetStringAsync(OpenApiServices.Path, cancellationToken))!.ToJsonString(Indented) + "\n";

        var file = CommittedFile();
        if (Environment.GetEnvironmentVariable("SAASGATE_UPDATE_OPENAPI") is { Length: > 0 })
            await File.WriteAllTextAsync(file, served, cancellationToken);
        var committed = await File.ReadAllTextAsync(file, cancellationToken);
        Assert.True(committed == served, "web/openapi.json is stale. Refresh it: SAASGATE_UPDATE_OPENAPI=1 dotnet test --project tests/SaaSGate.ControlPlane.Tests");
    }

    private static string CommittedFile()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory.FullName, "SaaSGate.sln")))
            directory = directory.Parent ?? throw new DirectoryNotFoundException("The repository was not found above the tests.");
        return Path.Combine(directory.FullName, "web", "openapi.json");
    }
}
