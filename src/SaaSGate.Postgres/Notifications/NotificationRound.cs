namespace SaaSGate.Postgres.Notifications;

/// <summary>What happened since the last round, and who could be told.</summary>
/// <param name="Events">In their order.</param>
/// <param name="Channels">Those that are told.</param>
/// <param name="Browsers">Of people who may decide.</param>
/// <param name="Told">Receiver and subject, with a line end between, of held requests that were told before.</param>
public sealed record NotificationRound(IReadOnlyList<NotifiableEvent> Events, IReadOnlyList<ChannelRow> Channels, IReadOnlyList<PushReceiver> Browsers, IReadOnlySet<string> Told)
{
    /// <summary>How <see cref="Told"/> names one.</summary>
    public static string Pair(string receiver, string subject) => $"{receiver}\n{subject}";
}
