using System.Text.Json;
using Npgsql;
using SaaSGate.Contracts.Ids;

namespace SaaSGate.Postgres.Audit;

/// <summary>Appends to the audit log inside the transaction of what is audited: neither is kept without the other.</summary>
internal static class AuditTrail
{
    /// <param name="connection">In a transaction of the organisation.</param>
    /// <param name="clock">Gives the entry its id.</param>
    /// <param name="actor">Who did it.</param>
    /// <param name="action">Stable code, such as <c>skill.stopped</c>.</param>
    /// <param name="target">Id of what it was done to.</param>
    /// <param name="detail">Facts; never content, never a secret.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static Task<int> AuditAsync(
        this NpgsqlConnection connection, TimeProvider clock, Actor actor, string action, string? target, object? detail, CancellationToken cancellationToken) =>
        connection.RunAsync(
            """
            insert into tenant.audit_log (organisation_id, id, actor, actor_name, action, target, detail)
            values (tenant.current_organisation(), @id, @actor, @name, @action, @target, @detail::jsonb)
            """,
            new
            {
                id = Id<AuditEntry>.New(clock).Value,
                actor = actor.Id,
                name = actor.Name,
                action,
                target,
                detail = JsonSerializer.Serialize(detail ?? new { }, JsonSerializerOptions.Web),
            },
            cancellationToken);
}
