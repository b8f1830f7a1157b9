namespace SaaSGate.ControlPlane.Identity;

/// <summary>The roles that every organisation has. What each may do stands in <c>tenant.built_in_roles</c>.</summary>
internal static class Roles
{
    public const string Owner = "owner", Admin = "admin", PolicyAuthor = "policy_author", Reviewer = "reviewer", Responder = "responder", Auditor = "auditor", Billing = "billing";
}
