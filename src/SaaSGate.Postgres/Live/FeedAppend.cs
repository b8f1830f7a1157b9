using System.Text.Json;
using Npgsql;

namespace SaaSGate.Postgres.Live;

/// <summary>Appends to the organisation's feed inside the transaction of what happened. Last of all: it locks the feed's head.</summary>
internal static class FeedAppend
{
    public static async Task<FeedEvent> AppendFeedAsync(this NpgsqlConnection connection, string kind, string subject, object payload, CancellationToken cancellationToken) =>
        (await connection.FirstAsync<FeedEvent>(
            """
            with appended as (select tenant.append_feed(@kind, @subject, @payload::jsonb) as position)
            select position, now() as at, @kind as kind, @subject as subject, @payload::jsonb as payload from appended
            """,
            new { kind, subject, payload = JsonSerializer.Serialize(payload, JsonSerializerOptions.Web) }, cancellationToken))!;
}
