using Npgsql;
using SaaSGate.Postgres.Audit;
using SaaSGate.Postgres.Live;

namespace SaaSGate.Postgres.Incidents;

/// <summary>Says that an incident moved on, inside the transaction of what happened. Last of all: it locks the feed's head.</summary>
internal static class IncidentNotice
{
    public static async Task<FeedAppended> TellIncidentAsync(this NpgsqlConnection connection, TimeProvider clock, string organisation, string incident, CancellationToken cancellationToken)
    {
        await connection.RunAsync(
            "update tenant.incidents set updated_at = @now where organisation_id = @organisation and id = @incident", new { organisation, incident, now = clock.GetUtcNow() }, cancellationToken);
        return new(organisation, await connection.AppendFeedAsync("IncidentChanged", incident, new { }, cancellationToken));
    }

    /// <summary>The same, with a line in its timeline. Nothing where there is no incident.</summary>
    public static async Task<IReadOnlyList<FeedAppended>> TellIncidentAsync(
        this NpgsqlConnection connection, TimeProvider clock, string organisation, string? incident, Actor actor, string action, object detail, CancellationToken cancellationToken)
    {
        if (incident is null)
            return [];
        await connection.AuditAsync(clock, actor, action, incident, detail, cancellationToken);
        return [await connection.TellIncidentAsync(clock, organisation, incident, cancellationToken)];
    }
}
