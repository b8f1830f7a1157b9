using Microsoft.AspNetCore.Authorization;

namespace SaaSGate.ControlPlane.Identity;

/// <summary>The authorization policies that endpoint groups name.</summary>
internal static class Access
{
    /// <summary>Anyone of the organisation; tokens with the scope <c>read</c>.</summary>
    public const string Read = "read";

    /// <summary>Reviewers and admins; tokens with <c>approve</c>.</summary>
    public const string Decide = "decide";

    /// <summary>Responders and admins, who stop things and read the audit log; tokens with <c>manage</c>.</summary>
    public const string Contain = "contain";

    /// <summary>Admins; tokens with <c>manage</c>.</summary>
    public const string Manage = "manage";

    /// <summary>The organisation's directory: tokens with <c>scim</c>, and nobody else.</summary>
    public const string Scim = "scim";

    /// <summary>A person with a cookie, whatever the role.</summary>
    public const string Person = "person";

    /// <summary>An admin with a cookie: no token makes tokens.</summary>
    public const string AdminPerson = "admin-person";

    public static void Configure(AuthorizationOptions options)
    {
        options.AddPolicy(Read, policy => policy.RequireAuthenticatedUser().RequireAssertion(context =>
            context.User.HasClaim(claim => claim.Type == CallerClaims.Role) || context.User.HasClaim(CallerClaims.Scope, Scopes.Read)));
        Either(Decide, Scopes.Approve, Roles.Reviewer, Roles.Admin);
        Either(Contain, Scopes.Manage, Roles.Responder, Roles.Admin);
        Either(Manage, Scopes.Manage, Roles.Admin);
        options.AddPolicy(Person, policy => policy.RequireAuthenticatedUser().RequireClaim(CallerClaims.SignIn));
        options.AddPolicy(AdminPerson, policy => policy.RequireAuthenticatedUser().RequireClaim(CallerClaims.SignIn).RequireClaim(CallerClaims.Role, Roles.Admin));
        options.AddPolicy(Scim, policy => policy.RequireAuthenticatedUser().RequireClaim(CallerClaims.Scope, Scopes.Scim));
        options.FallbackPolicy = null;

        void Either(string name, string scope, params string[] roles) => options.AddPolicy(name, policy => policy
            .RequireAuthenticatedUser()
            .RequireAssertion(context => context.User.HasClaim(CallerClaims.Scope, scope) || roles.Any(role => context.User.HasClaim(CallerClaims.Role, role))));
    }
}
