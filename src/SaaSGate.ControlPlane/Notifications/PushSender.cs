using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Options;
using SaaSGate.ControlPlane.Exports;

namespace SaaSGate.ControlPlane.Notifications;

/// <summary>Tells a browser, even where the portal is not open. What is about the same thing has the same topic and tag: the newer takes the older's place.</summary>
internal sealed class PushSender(GuardedHttp http, PushKey key, IOptions<NotificationOptions> options, TimeProvider clock)
{
    private const int Longest = 200, LongestTopic = 32;
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);

    public async Task<SendResult> SendAsync(PushEndpoint endpoint, Notice notice, bool told, CancellationToken cancellationToken)
    {
        if (notice.Event == "voted" || (notice.Ended && !told))
            return SendResult.Void("There is nothing to take back.");
        var message = JsonSerializer.SerializeToUtf8Bytes(new
        {
            tag = notice.Subject,
            title = ForeignText.Name(notice.Title, Longest),
            body = ForeignText.Name(notice.Summary ?? string.Join(" · ", notice.Facts.Take(3).Select(fact => $"{fact.Name}: {fact.Value}")), Longest),
            url = notice.Link.PathAndQuery,
            ended = notice.Ended,
        });
        var uri = new Uri(endpoint.Endpoint);
        var wait = notice.Approval is { } approval && !notice.Ended ? approval.ExpiresAt - clock.GetUtcNow() : LongestWait;
        var answer = await http.PostAsync(uri, options.Value.Authority, PushEncryption.Encrypt(message, endpoint.Key(), endpoint.Secret()), "application/octet-stream", request =>
        {
            request.Headers.TryAddWithoutValidation("Authorization", key.AuthorizationFor(uri));
            request.Content!.Headers.ContentEncoding.Add("aes128gcm");
            request.Headers.Add("TTL", ((int)Math.Clamp(wait.TotalSeconds, 1, LongestWait.TotalSeconds)).ToString(CultureInfo.InvariantCulture));
            request.Headers.Add("Urgency", notice.Ended ? "normal" : "high");
            if (notice.Subject.Length <= LongestTopic)
                request.Headers.Add("Topic", notice.Subject);
        }, cancellationToken);
        var result = HttpResults.Of(answer, "{}");
        return answer.Status is 404 or 410 ? result with { Outcome = "gone" } : result;
    }
}
