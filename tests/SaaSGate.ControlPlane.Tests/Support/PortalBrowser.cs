using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using SaaSGate.ControlPlane.Identity;
using Xunit;

namespace SaaSGate.ControlPlane.Tests.Support;

/// <summary>A client of the API with a cookie jar, that sends the antiforgery token as the portal does. Each has an address of its own.</summary>
public sealed class PortalBrowser : IDisposable
{
    private readonly SocketsHttpHandler _handler = new()
    {
        UseCookies = true,
        AllowAutoRedirect = false,
        Expect100ContinueTimeout = TimeSpan.FromMinutes(3),
    };

    public PortalBrowser(Uri portal)
    {
        Portal = portal;
        _handler.CookieContainer = Cookies;
        Http = new(_handler) { BaseAddress = new(portal, "/api/v1/") };
        Http.DefaultRequestHeaders.Add("X-Forwarded-For", $"10.{Random.Shared.Next(256)}.{Random.Shared.Next(256)}.{Random.Shared.Next(256)}");
    }

    public Uri Portal { get; }

    public CookieContainer Cookies { get; } = new();

    public HttpClient Http { get; }

    public JsonNode? Session { get; private set; }

    public async Task SignInAsync(string email, string password)
    {
        using var answer = await Http.PostAsJsonAsync("session", new { email, password }, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Adopt(await ReadAsync(answer));
    }

    /// <summary>Takes the antiforgery token out of a session.</summary>
    public void Adopt(JsonNode session)
    {
        Session = session;
        Http.DefaultRequestHeaders.Remove(IdentityServices.AntiforgeryHeader);
        Http.DefaultRequestHeaders.Add(IdentityServices.AntiforgeryHeader, (string)session["csrfToken"]!);
    }

    /// <summary>Sends a request and expects a status.</summary>
    public async Task<JsonNode?> ExpectAsync(HttpStatusCode status, HttpMethod method, string path, object? body = null, string? ifMatch = null)
    {
        using var answer = await SendAsync(method, path, body, ifMatch);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(answer.StatusCode == status, $"{method} {path} answered {(int)answer.StatusCode} instead of {(int)status}: {text}");
        return text.Length == 0 ? null : JsonNode.Parse(text);
    }

    public Task<JsonNode?> GetAsync(string path) => ExpectAsync(HttpStatusCode.OK, HttpMethod.Get, path);

    /// <summary>Sends a request and expects a problem of this code.</summary>
    public async Task RefusedAsync(Contracts.Problems.Problem problem, HttpMethod method, string path, object? body = null, string? ifMatch = null)
    {
        using var answer = await SendAsync(method, path, body, ifMatch);
        await RefusedAsync(problem, answer);
    }

    public static async Task RefusedAsync(Contracts.Problems.Problem problem, HttpResponseMessage answer)
    {
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        var body = JsonNode.Parse(text)!;
        Assert.Equal(problem.Code, (string?)body["code"]);
        Assert.Equal(problem.Status, (int)answer.StatusCode);
        Assert.Equal(problem.Status, (int?)body["status"]);
        Assert.Equal(problem.Type, (string?)body["type"]);
        Assert.Equal(problem.Title, (string?)body["title"]);
        Assert.NotEmpty((string?)body["traceId"] ?? "");
    }

    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, object? body = null, string? ifMatch = null, string? idempotencyKey = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
            request.Content = body as HttpContent ?? JsonContent.Create(body);
        // A body that is refused for its size is not read: whoever sends it all the same may find the connection closed.
        request.Headers.ExpectContinue = request.Content?.Headers.ContentLength > 1024 * 1024;
        if (ifMatch is not null)
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        if (idempotencyKey is not null)
            request.Headers.Add("Idempotency-Key", idempotencyKey);
        return await Http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    public static async Task<JsonNode> ReadAsync(HttpResponseMessage answer) =>
        (await answer.Content.ReadFromJsonAsync<JsonNode>(TestContext.Current.CancellationToken))!;

    public void Dispose()
    {
        Http.Dispose();
        _handler.Dispose();
    }
}
