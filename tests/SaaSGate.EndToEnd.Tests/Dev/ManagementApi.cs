using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using SaaSGate.TestKit;

namespace SaaSGate.EndToEnd.Tests.Dev;

/// <summary>The management API as a program calls it, with an API token.</summary>
internal sealed class ManagementApi : IDisposable
{
    private readonly HttpClient _http;

    public ManagementApi(Uri address, string token)
    {
        _http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = address, Timeout = Timeout.InfiniteTimeSpan };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    public async Task<JsonObject> GetAsync(string path)
    {
        using var answer = await _http.GetAsync(new Uri(path, UriKind.Relative), Bounded.Cancellation);
        return await ReadAsync(answer, path);
    }

    /// <summary>Writes what a path answers into a stream.</summary>
    public async Task DownloadAsync(string path, Stream to)
    {
        await using var body = await _http.GetStreamAsync(new Uri(path, UriKind.Relative), Bounded.Cancellation);
        await body.CopyToAsync(to, Bounded.Cancellation);
    }

    /// <summary>Posts; within a minute, unless more patience is given.</summary>
    public async Task<JsonObject> PostAsync(string path, JsonObject body, CancellationToken? patience = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(path, UriKind.Relative)) { Content = JsonContent.Create(body) };
        request.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString());
        using var answer = await _http.SendAsync(request, patience ?? Bounded.Cancellation);
        return await ReadAsync(answer, path);
    }

    /// <summary>Puts another document in force for a policy, where it is still what was read.</summary>
    public async Task PutPolicyAsync(JsonObject policy, string document)
    {
        var path = $"policies/{(string)policy["id"]!}";
        using var request = new HttpRequestMessage(HttpMethod.Put, new Uri(path, UriKind.Relative)) { Content = JsonContent.Create(new JsonObject { ["document"] = document }) };
        request.Headers.TryAddWithoutValidation("If-Match", $"\"{(long)policy["revision"]!}\"");
        using var answer = await _http.SendAsync(request, Bounded.Cancellation);
        await ReadAsync(answer, path);
    }

    /// <summary>Waits until a request whose prompt holds a text waits for reviewers, and decides.</summary>
    public async Task DecideAsync(string prompt, string decision)
    {
        var detail = await GetAsync($"approvals/{await WaitingAsync(prompt)}");
        await PostAsync($"approvals/{(string)detail["id"]!}/decision", new() { ["decision"] = decision, ["viewDigest"] = (string)detail["viewDigest"]!, ["note"] = "Decided by a test." });
    }

    /// <summary>All that is recorded of an exchange's answer.</summary>
    public async Task<string> ResponseAsync(string exchange)
    {
        var text = "";
        for (var position = 0L; ;)
        {
            var slice = await GetAsync(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"exchanges/{exchange}/response?after={position}"));
            text += (string)slice["data"]!;
            if ((bool)slice["complete"]! || (long)slice["position"]! == position)
                return text;
            position = (long)slice["position"]!;
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<string> WaitingAsync(string prompt)
    {
        string? found = null;
        await Bounded.UntilAsync(async () =>
        {
            var waiting = await GetAsync("approvals?state=waiting");
            found = (string?)waiting["items"]!.AsArray().FirstOrDefault(approval => ((string)approval!["summary"]!).Contains(prompt, StringComparison.Ordinal))?["id"];
            return found is not null;
        });
        return found!;
    }

    private static async Task<JsonObject> ReadAsync(HttpResponseMessage answer, string path)
    {
        var text = await answer.Content.ReadAsStringAsync(Bounded.Cancellation);
        return answer.IsSuccessStatusCode ? JsonNode.Parse(text)!.AsObject() : throw new InvalidOperationException($"{path} answered {(int)answer.StatusCode}: {text}");
    }
}
