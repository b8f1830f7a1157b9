using System.ComponentModel.DataAnnotations;

namespace SaaSGate.Postgres.Organisations;

/// <summary>A role: a name for what people may do.</summary>
/// <param name="Id"><c>rol_…</c> of one that the organisation has made; null of one that every organisation has, which nobody changes.</param>
/// <param name="Name">Its name, as members, groups and policies have it. It never changes.</param>
/// <param name="Description">What it is for.</param>
/// <param name="Permissions">What who has it may do.</param>
/// <param name="Members">How many people have it.</param>
/// <param name="Version">Grows with every edit; the ETag.</param>
public sealed record RoleView(
    string? Id,
    string Name,
    string Description,
    [property: AllowedValues("read", "decide", "contain", "policies", "audit", "manage", "people", "bill", "own")] IReadOnlyList<string> Permissions,
    int Members,
    long Version);
