using Npgsql;
using SaaSGate.Contracts.RegionLink;

namespace SaaSGate.Postgres.Regions;

/// <summary>Whether what is to be stopped is the organisation's, and what people call it.</summary>
internal static class StopTargets
{
    /// <summary>SQL for the name of what <c>tenant.locks l</c> stops; its id where it has none.</summary>
    public const string NameSql = """
        coalesce(case l.kind
            when 'organisation' then (select n.name from tenant.organisations n where n.organisation_id = l.organisation_id)
            when 'skill' then (select n.name from tenant.skills n where n.organisation_id = l.organisation_id and n.id = l.target_id)
            when 'person' then (select n.display_name from tenant.members n where n.organisation_id = l.organisation_id and n.user_id = l.target_id)
            when 'connection' then (select n.name from tenant.connections n where n.organisation_id = l.organisation_id and n.id = l.target_id)
            when 'session' then (select coalesce(n.title, n.skill_name) from tenant.sessions n where n.organisation_id = l.organisation_id and n.id = l.target_id)
            when 'credential' then (
                select k.hint || ' of ' || n.name from tenant.skill_keys k join tenant.skills n on n.organisation_id = k.organisation_id and n.id = k.skill_id
                where k.organisation_id = l.organisation_id and k.id = l.target_id
                union all select k.hint || ' of ' || n.name from tenant.skill_clients k join tenant.skills n on n.organisation_id = k.organisation_id and n.id = k.skill_id
                where k.organisation_id = l.organisation_id and k.id = l.target_id
                union all select i.name || ' for ' || n.name from tenant.issuer_mappings k
                join tenant.trusted_issuers i on i.organisation_id = k.organisation_id and i.id = k.issuer_id
                join tenant.skills n on n.organisation_id = k.organisation_id and n.id = k.skill_id
                where k.organisation_id = l.organisation_id and k.id = l.target_id)
            end, l.target_id)
        """;

    /// <summary>Whether it is there. Labels and destinations are words that mean what comes later, too.</summary>
    public static Task<bool> IsThereAsync(this NpgsqlConnection connection, StopTarget target, CancellationToken cancellationToken) => connection.ValueAsync<bool>(
        target.Kind switch
        {
            StopKind.Organisation => "select @id = tenant.current_organisation()",
            StopKind.Skill => "select exists (select from tenant.skills where organisation_id = tenant.current_organisation() and id = @id)",
            StopKind.Session => "select exists (select from tenant.sessions where organisation_id = tenant.current_organisation() and id = @id)",
            StopKind.Person => "select exists (select from tenant.members where organisation_id = tenant.current_organisation() and user_id = @id)",
            StopKind.Credential => """
                select exists (
                    select from tenant.skill_keys where organisation_id = tenant.current_organisation() and id = @id
                    union all select from tenant.skill_clients where organisation_id = tenant.current_organisation() and id = @id
                    union all select from tenant.issuer_mappings where organisation_id = tenant.current_organisation() and id = @id)
                """,
            StopKind.Connection => "select exists (select from tenant.connections where organisation_id = tenant.current_organisation() and id = @id and removed_at is null)",
            StopKind.Label or StopKind.Destination => "select @id <> ''",
            _ => "select @id is null",
        },
        new { id = target.TargetId }, cancellationToken);
}
