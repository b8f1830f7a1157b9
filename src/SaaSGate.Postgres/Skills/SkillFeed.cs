using Npgsql;
using SaaSGate.Postgres.Live;

namespace SaaSGate.Postgres.Skills;

/// <summary>How the feed tells that a skill changed.</summary>
internal static class SkillFeed
{
    public static Task<FeedEvent> AppendSkillChangedAsync(this NpgsqlConnection connection, SkillView skill, CancellationToken cancellationToken) =>
        connection.AppendFeedAsync("SkillChanged", skill.Id, new { name = skill.Name, status = skill.Status, stopped = skill.Stopped }, cancellationToken);
}
