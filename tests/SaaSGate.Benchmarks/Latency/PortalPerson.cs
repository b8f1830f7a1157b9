using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.AspNetCore.SignalR.Client;

namespace SaaSGate.Benchmarks.Latency;

/// <summary>Somebody who is signed in at the portal and listens to its hub, as the portal's page does.</summary>
internal sealed class PortalPerson : IAsyncDisposable
{
    private readonly SocketsHttpHandler _sockets = new() { UseProxy = false };
    private readonly HttpClient _http;
    private readonly HubConnection _hub;
    private readonly Channel<JsonElement> _heard = Channel.CreateUnbounded<JsonElement>();

    private PortalPerson(Uri portal)
    {
        _http = new HttpClient(_sockets, disposeHandler: true) { BaseAddress = new Uri(portal, "/api/v1/") };
        _hub = new HubConnectionBuilder().WithUrl(new Uri(portal, "/hubs/portal"), options =>
        {
            options.Cookies = _sockets.CookieContainer;
            options.Headers["Origin"] = portal.GetLeftPart(UriPartial.Authority);
        }).Build();
        _hub.On<JsonElement>("FeedAdvanced", notice => _heard.Writer.TryWrite(notice.Clone()));
    }

    public static async Task<PortalPerson> SignInAsync(Uri portal, (string Email, string Password) person)
    {
        var signedIn = new PortalPerson(portal);
        using var answer = await signedIn._http.PostAsJsonAsync("session", new { email = person.Email, password = person.Password });
        var session = await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>();
        signedIn._http.DefaultRequestHeaders.Add("X-CSRF-TOKEN", session.GetProperty("csrfToken").GetString());
        await signedIn._hub.StartAsync();
        return signedIn;
    }

    /// <summary>The next thing of this kind that the hub tells: its subject.</summary>
    public async Task<string> HearAsync(string kind, CancellationToken cancellation)
    {
        while (true)
        {
            var notice = await _heard.Reader.ReadAsync(cancellation);
            if (notice.GetProperty("kind").GetString() == kind)
                return notice.GetProperty("subject").GetString()!;
        }
    }

    public Task<JsonElement> GetAsync(string path, CancellationToken cancellation) => _http.GetFromJsonAsync<JsonElement>(path, cancellation);

    public async Task PostAsync(string path, object? body, CancellationToken cancellation)
    {
        using var answer = await _http.PostAsJsonAsync(path, body, cancellation);
        if (answer.StatusCode != HttpStatusCode.OK)
            throw new InvalidOperationException($"{path} answered {answer.StatusCode}: {await answer.Content.ReadAsStringAsync(cancellation)}");
    }

    /// <summary>Sends JSON, and reads the answer.</summary>
    public async Task<JsonElement> SendAsync(HttpMethod method, string path, string? ifMatch, object body, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(method, path) { Content = JsonContent.Create(body) };
        if (ifMatch is not null)
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        using var answer = await _http.SendAsync(request, cancellation);
        return answer.IsSuccessStatusCode
            ? await answer.Content.ReadFromJsonAsync<JsonElement>(cancellation)
            : throw new InvalidOperationException($"{path} answered {answer.StatusCode}: {await answer.Content.ReadAsStringAsync(cancellation)}");
    }

    public async ValueTask DisposeAsync()
    {
        await _hub.DisposeAsync();
        _http.Dispose();
    }
}
