using System.ComponentModel.DataAnnotations;

namespace SaaSGate.Postgres.Organisations;

/// <summary>A person of an organisation.</summary>
/// <param name="Id">The person's id, <c>usr_…</c>.</param>
/// <param name="DisplayName">The person's name.</param>
/// <param name="Email">The person's e-mail address.</param>
/// <param name="Roles">admin, reviewer, responder; empty for someone who has left but still owns something.</param>
public sealed record MemberView(string Id, string DisplayName, string Email, [property: AllowedValues("admin", "reviewer", "responder")] IReadOnlyList<string> Roles);
