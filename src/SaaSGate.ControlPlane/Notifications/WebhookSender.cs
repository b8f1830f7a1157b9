using System.Text;
using System.Text.Json;
using SaaSGate.ControlPlane.Exports;

namespace SaaSGate.ControlPlane.Notifications;

/// <summary>A signed POST of JSON, as of exports. <c>saasgate-notification-id</c> is the same each time that a message is sent.</summary>
internal sealed class WebhookSender(GuardedHttp http, TimeProvider clock) : IChannelSender
{
    public string Kind => "webhook";

    public async Task<SendResult> SendAsync(ChannelTarget target, Notice notice, JsonElement? told, CancellationToken cancellationToken)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(BodyOf(notice), JsonSerializerOptions.Web);
        var answer = await http.PostAsync(new(target.Settings.Address!), target.Settings.Authority, body, "application/json", request =>
        {
            request.Headers.Add("saasgate-notification-id", notice.Id);
            WebhookSignature.Sign(request, body, Encoding.UTF8.GetBytes(target.Secrets.SigningSecret!), clock.GetUtcNow());
        }, cancellationToken);
        return HttpResults.Of(answer);
    }

    private static object BodyOf(Notice notice) => new
    {
        notice.Id,
        notice.Event,
        notice.At,
        organisation = new { id = notice.OrganisationId, name = notice.OrganisationName },
        notice.Subject,
        notice.Severity,
        notice.Title,
        notice.Facts,
        notice.Summary,
        url = notice.Link,
        notice.Approval,
        notice.Ended,
    };
}
