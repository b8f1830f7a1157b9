using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using SaaSGate.ControlPlane.Exports;

namespace SaaSGate.ControlPlane.Notifications;

/// <summary>The few calls of Slack's API that are needed.</summary>
internal sealed class SlackApi(GuardedHttp http, IOptions<NotificationOptions> options)
{
    /// <summary>Calls a method with a bot's token.</summary>
    /// <returns>What became of it, and the answer where Slack took it.</returns>
    public async Task<(SendResult Result, JsonElement? Answer)> CallAsync(string method, string token, JsonObject arguments, CancellationToken cancellationToken)
    {
        var answer = await http.PostAsync(
            new(options.Value.SlackApi, method), options.Value.Authority, JsonSerializer.SerializeToUtf8Bytes(arguments), "application/json; charset=utf-8",
            request => request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token), cancellationToken);
        return ReadAnswer(answer);
    }

    /// <summary>Who somebody is in Slack: <c>users.info</c> reads no JSON.</summary>
    public async Task<JsonElement?> FindUserAsync(string token, string user, CancellationToken cancellationToken)
    {
        var answer = await http.PostAsync(
            new(options.Value.SlackApi, "users.info"), options.Value.Authority, Encoding.ASCII.GetBytes($"user={Uri.EscapeDataString(user)}"),
            "application/x-www-form-urlencoded", request => request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token), cancellationToken);
        return ReadAnswer(answer).Answer is { } told && told.TryGetProperty("user", out var found) ? found : null;
    }

    /// <summary>Posts to an address that Slack gave: a webhook, or the response address of something that was pressed.</summary>
    public async Task<SendResult> PostAsync(Uri address, JsonObject message, CancellationToken cancellationToken) =>
        HttpResults.Of(await http.PostAsync(address, options.Value.Authority, JsonSerializer.SerializeToUtf8Bytes(message), "application/json; charset=utf-8", null, cancellationToken));

    /// <summary>Slack says 200 to what it refuses.</summary>
    private static (SendResult Result, JsonElement? Answer) ReadAnswer(GuardedAnswer answer)
    {
        if (!answer.IsSuccess)
            return (HttpResults.Of(answer), null);
        try
        {
            var told = JsonElement.Parse(answer.Body);
            if (told.TryGetProperty("ok", out var ok) && ok.ValueKind == JsonValueKind.True)
                return (new("sent", answer.Status, "It answered ok."), told);
            var error = told.TryGetProperty("error", out var code) ? code.GetString() : null;
            var later = error is "ratelimited" or "rate_limited" or "internal_error" or "fatal_error" or "service_unavailable" or "request_timeout";
            return (new(later ? "retry" : "refused", answer.Status, string.Create(CultureInfo.InvariantCulture, $"It answered {ForeignText.Name(error, 100)}."), answer.RetryAfter), null);
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
        {
            return (new("retry", answer.Status, "It answered something that is not Slack's."), null);
        }
    }
}
