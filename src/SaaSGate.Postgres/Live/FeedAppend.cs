using System.Text.Json;
using Npgsql;

namespace SaaSGate.Postgres.Live;

/// <summary>Appends to the organisation's feed inside the transaction of what happened. Last of all: it locks the feed's head.</summary>
internal static class FeedAppend
{
    private const string One = """
        with appended as (select tenant.append_feed(@kind, @subject, @payload::jsonb) as position)
        select position, now() as at, @kind as kind, @subject as subject, @payload::jsonb as payload from appended
        """;

    public static async Task<FeedEvent> AppendFeedAsync(this NpgsqlConnection connection, string kind, string subject, object payload, CancellationToken cancellationToken) =>
        (await connection.FirstAsync<FeedEvent>(One, Event(kind, subject, payload), cancellationToken))!;

    /// <returns>Asked after sending: the event.</returns>
    public static Func<FeedEvent?> AppendFeed(this SqlBatch batch, string kind, string subject, object payload) => batch.First<FeedEvent>(One, Event(kind, subject, payload));

    /// <summary>Many events of one kind: the head is locked and moved once, so it costs whoever waits for it one round trip.</summary>
    public static Task<List<FeedEvent>> AppendFeedsAsync(
        this NpgsqlConnection connection, string kind, IReadOnlyList<(string Subject, object Payload)> events, CancellationToken cancellationToken) =>
        connection.ListAsync<FeedEvent>(
            """
            select event_position as position, now() as at, @kind as kind, event_subject as subject, event_payload as payload
            from tenant.append_feeds(@kind, @subjects, @payloads::jsonb[]) order by event_position
            """,
            new
            {
                kind,
                subjects = events.Select(one => one.Subject).ToArray(),
                payloads = events.Select(one => JsonSerializer.Serialize(one.Payload, JsonSerializerOptions.Web)).ToArray(),
            }, cancellationToken);

    private static object Event(string kind, string subject, object payload) => new { kind, subject, payload = JsonSerializer.Serialize(payload, JsonSerializerOptions.Web) };
}
