using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using SaaSGate.ControlPlane.Tests.Support;
using Xunit;

namespace SaaSGate.ControlPlane.Tests.Scim;

/// <summary>A directory, over real sockets: sends bodies as they are written, byte for byte, and looks at every answer's form.</summary>
internal sealed class ScimClient : IDisposable
{
    private readonly HttpClient _http;
    private readonly string _query;

    /// <param name="app">The control plane.</param>
    /// <param name="token">The token; the demo's where absent.</param>
    /// <param name="query">A query string that stands behind every address.</param>
    public ScimClient(ControlPlaneFixture app, string? token = null, string query = "")
    {
        _http = new(new SocketsHttpHandler()) { BaseAddress = new(app.Portal, "/scim/v2/") };
        if (token != "")
            _http.DefaultRequestHeaders.Authorization = new("Bearer", token ?? app.Demo.ScimToken);
        _query = query;
    }

    public async Task<(JsonNode? Body, HttpResponseMessage Answer)> SendAsync(
        HttpMethod method, string path, string? body = null, string contentType = "application/scim+json; charset=utf-8", params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, _query.Length == 0 ? path : path + (path.Contains('?', StringComparison.Ordinal) ? "&" : "?") + _query);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        }

        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        var answer = await _http.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        if (text.Length > 0)
            Assert.Equal("application/scim+json", answer.Content.Headers.ContentType?.MediaType);
        return (text.Length == 0 ? null : JsonNode.Parse(text), answer);
    }

    public async Task<JsonNode?> ExpectAsync(HttpStatusCode status, HttpMethod method, string path, string? body = null, string contentType = "application/scim+json; charset=utf-8")
    {
        var (node, answer) = await SendAsync(method, path, body, contentType);
        Assert.True(answer.StatusCode == status, $"{method} {path} answered {(int)answer.StatusCode} instead of {(int)status}: {node?.ToJsonString()}");
        if ((int)status >= 400)
        {
            Assert.Equal("urn:ietf:params:scim:api:messages:2.0:Error", (string?)node!["schemas"]![0]);
            Assert.Equal($"{(int)status}", (string?)node["status"]);
        }

        return node;
    }

    public async Task<JsonNode> GetAsync(string path) => (await ExpectAsync(HttpStatusCode.OK, HttpMethod.Get, path))!;

    public Task<JsonNode> FilterAsync(string kind, string filter, string more = "") => GetAsync($"{kind}?filter={Uri.EscapeDataString(filter)}{more}");

    public async Task<JsonNode> CreateAsync(string kind, string body) => (await ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, kind, body))!;

    public Task<JsonNode?> PatchAsync(string path, string operations, HttpStatusCode status = HttpStatusCode.OK) => ExpectAsync(
        status, HttpMethod.Patch, path, $$"""{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":{{operations}}}""");

    /// <summary>Somebody new; the id.</summary>
    public async Task<string> PersonAsync(string name) => (string)(await CreateAsync(
        "Users", $$"""{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"{{name}}","emails":[{"value":"{{name}}","type":"work","primary":true}],"active":true}"""))["id"]!;

    public void Dispose() => _http.Dispose();
}
