using SaaSGate.Contracts.Ids;
using SaaSGate.Postgres.Notifications;

namespace SaaSGate.ControlPlane.Notifications;

/// <inheritdoc cref="INotifierGrain"/>
internal sealed class NotifierGrain(NotificationStore notifications, Messenger messenger, TimeProvider clock) : Grain, INotifierGrain
{
    private const int AtOnce = 50, MostAttempts = 20;
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(5), LongestPause = TimeSpan.FromMinutes(10), LongestAsked = TimeSpan.FromHours(1);
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(12);

    private Id<Organisation> Organisation => Id<Organisation>.Parse(GrainKeys.OrganisationOf(this.GetPrimaryKeyString())!);

    private string Receiver => GrainKeys.IdOf(this.GetPrimaryKeyString());

    public async Task DrainAsync()
    {
        var began = clock.GetTimestamp();
        foreach (var due in await notifications.ListDueAsync(Organisation, Receiver, AtOnce, CancellationToken.None))
        {
            // Sent first, and noted then: what was sent and not noted is sent again, under the same id.
            if (await messenger.SendAsync(Organisation, Receiver, due, CancellationToken.None) is not { } result)
                return;
            var retry = result.Outcome == "retry" && due.Attempts + 1 < MostAttempts;
            DateTimeOffset? next = retry ? clock.GetUtcNow() + PauseAfter(due.Attempts, result.After) : null;
            await notifications.NoteAsync(
                Organisation, due.Id, new(retry || result.Outcome != "retry" ? result.Outcome : "refused", result.Status, result.Answer, next, result.Handle), CancellationToken.None);

            // Whoever does not answer now gets no other message either, for a moment.
            if (retry)
                await notifications.PostponeAsync(Organisation, Receiver, clock.GetUtcNow() + Shorter(result.After ?? FirstPause, LongestAsked), CancellationToken.None);
            if (retry || clock.GetElapsedTime(began) > Round)
                return;
        }
    }

    public Task<string?> TestAsync() => messenger.TestAsync(Organisation, Receiver, CancellationToken.None);

    private static TimeSpan PauseAfter(int attempts, TimeSpan? asked) =>
        asked is { } after && after > TimeSpan.Zero ? Shorter(after, LongestAsked) : Shorter(FirstPause * Math.Pow(2, Math.Min(attempts, 10)), LongestPause);

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
