using System.Text.Json;
using Npgsql;
using SaaSGate.Contracts.Ids;

namespace SaaSGate.Postgres.Audit;

/// <summary>Appends to the audit log inside the transaction of what is audited: neither is kept without the other.</summary>
internal static class AuditTrail
{
    private const string One = """
        insert into tenant.audit_log (organisation_id, id, actor, actor_name, action, target, detail)
        values (tenant.current_organisation(), @id, @actor, @name, @action, @target, @detail::jsonb)
        """;

    private const string Many = """
        insert into tenant.audit_log (organisation_id, id, actor, actor_name, action, target, detail)
        select tenant.current_organisation(), e.id, @actor, @name, e.action, e.target, e.detail from unnest(@ids, @actions, @targets, @details::jsonb[]) as e (id, action, target, detail)
        """;

    /// <param name="connection">In a transaction of the organisation.</param>
    /// <param name="clock">Gives the entry its id.</param>
    /// <param name="actor">Who did it.</param>
    /// <param name="action">Stable code, such as <c>skill.stopped</c>.</param>
    /// <param name="target">Id of what it was done to.</param>
    /// <param name="detail">Facts; never content, never a secret.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static Task<int> AuditAsync(
        this NpgsqlConnection connection, TimeProvider clock, Actor actor, string action, string? target, object? detail, CancellationToken cancellationToken) =>
        connection.RunAsync(One, Entry(clock, actor, action, target, detail), cancellationToken);

    /// <summary>Many entries in one round trip.</summary>
    /// <param name="connection">In a transaction of the organisation.</param>
    /// <param name="clock">Gives the entries their ids.</param>
    /// <param name="actor">Who did it.</param>
    /// <param name="entries">Action, target and facts of each.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task AuditAsync(
        this NpgsqlConnection connection, TimeProvider clock, Actor actor, IReadOnlyList<(string Action, string Target, object Detail)> entries, CancellationToken cancellationToken)
    {
        if (entries.Count > 0)
            await connection.RunAsync(Many, Entries(clock, actor, entries), cancellationToken);
    }

    /// <inheritdoc cref="AuditAsync(NpgsqlConnection, TimeProvider, Actor, string, string, object, CancellationToken)"/>
    public static void Audit(this SqlBatch batch, TimeProvider clock, Actor actor, string action, string? target, object? detail) =>
        batch.Run(One, Entry(clock, actor, action, target, detail));

    /// <inheritdoc cref="AuditAsync(NpgsqlConnection, TimeProvider, Actor, IReadOnlyList{ValueTuple{string, string, object}}, CancellationToken)"/>
    public static void Audit(this SqlBatch batch, TimeProvider clock, Actor actor, IReadOnlyList<(string Action, string Target, object Detail)> entries)
    {
        if (entries.Count > 0)
            batch.Run(Many, Entries(clock, actor, entries));
    }

    private static object Entry(TimeProvider clock, Actor actor, string action, string? target, object? detail) => new
    {
        id = Id<AuditEntry>.New(clock).Value,
        actor = actor.Id,
        name = actor.Name,
        action,
        target,
        detail = JsonSerializer.Serialize(detail ?? new { }, JsonSerializerOptions.Web),
    };

    private static object Entries(TimeProvider clock, Actor actor, IReadOnlyList<(string Action, string Target, object Detail)> entries) => new
    {
        actor = actor.Id,
        name = actor.Name,
        ids = entries.Select(_ => Id<AuditEntry>.New(clock).Value).ToArray(),
        actions = entries.Select(entry => entry.Action).ToArray(),
        targets = entries.Select(entry => entry.Target).ToArray(),
        details = entries.Select(entry => JsonSerializer.Serialize(entry.Detail, JsonSerializerOptions.Web)).ToArray(),
    };
}
