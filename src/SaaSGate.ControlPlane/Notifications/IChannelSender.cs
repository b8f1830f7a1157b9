using System.Text.Json;

namespace SaaSGate.ControlPlane.Notifications;

/// <summary>Sends over one kind of channel.</summary>
internal interface IChannelSender
{
    /// <summary>email, slack, teams, pagerduty or webhook.</summary>
    string Kind { get; }

    /// <summary>Sends, and returns when the other side has answered.</summary>
    /// <param name="target">Where to.</param>
    /// <param name="notice">What.</param>
    /// <param name="told">What the other side called the message that said before that the same thing waits; null where none did.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="HttpRequestException">It cannot be reached.</exception>
    /// <exception cref="IOException">It cannot be reached.</exception>
    Task<SendResult> SendAsync(ChannelTarget target, Notice notice, JsonElement? told, CancellationToken cancellationToken);
}
