using Microsoft.AspNetCore.Authorization;

namespace SaaSGate.ControlPlane.Identity;

/// <summary>The authorization policies that endpoint groups name. Each asks for permissions, whoever's and whatever role gives them.</summary>
internal static class Access
{
    /// <summary><see cref="Permissions.Read"/>.</summary>
    public const string Read = "read";

    /// <summary><see cref="Permissions.Decide"/>; tokens with the scope <c>approve</c>.</summary>
    public const string Decide = "decide";

    /// <summary><see cref="Permissions.Contain"/>; tokens with <c>contain</c> or <c>manage</c>.</summary>
    public const string Contain = "contain";

    /// <summary>Looks at what <see cref="Contain"/> works on, and at who has left: also auditors, and who manages people.</summary>
    public const string Look = "look";

    /// <summary><see cref="Permissions.Policies"/>; tokens with <c>policies</c> or <c>manage</c>.</summary>
    public const string Policies = "policies";

    /// <summary><see cref="Permissions.Audit"/>; tokens with <c>audit</c> or <c>manage</c>.</summary>
    public const string Audit = "audit";

    /// <summary><see cref="Permissions.Manage"/>; tokens with <c>manage</c>.</summary>
    public const string Manage = "manage";

    /// <summary>Looks at how things are set up that not every reader sees: who manages them, or audits.</summary>
    public const string Inspect = "inspect";

    /// <summary>Looks at who is here and what roles there are: who reads, and who manages people.</summary>
    public const string Members = "members";

    /// <summary><see cref="Permissions.People"/>; tokens with <c>manage</c>.</summary>
    public const string People = "people";

    /// <summary><see cref="Permissions.Bill"/>.</summary>
    public const string Bill = "bill";

    /// <summary>The same, a person with a cookie: who goes to Stripe's pages is a person.</summary>
    public const string BillPerson = "bill-person";

    /// <summary>The organisation's directory: tokens with <c>scim</c>, and nobody else.</summary>
    public const string Scim = "scim";

    /// <summary>A person with a cookie, whatever the roles.</summary>
    public const string Person = "person";

    /// <summary>A person with a cookie who reads: what happens is told to nobody else.</summary>
    public const string Watch = "watch";

    /// <summary>A person with a cookie who has <see cref="Permissions.People"/>: no token makes tokens, or says who may do what.</summary>
    public const string PeoplePerson = "people-person";

    /// <summary>The same, or one who audits: looks at that.</summary>
    public const string InspectPeoplePerson = "inspect-people-person";

    /// <summary>A person with a cookie who decides and manages.</summary>
    public const string BreakGlass = "break-glass";

    public static void Configure(AuthorizationOptions options)
    {
        Any(Read, Permissions.Read);
        Any(Decide, Permissions.Decide);
        Any(Contain, Permissions.Contain);
        Any(Look, Permissions.Contain, Permissions.Audit, Permissions.People);
        Any(Policies, Permissions.Policies);
        Any(Audit, Permissions.Audit);
        Any(Manage, Permissions.Manage);
        Any(Inspect, Permissions.Manage, Permissions.People, Permissions.Audit);
        Any(Members, Permissions.Read, Permissions.People);
        Any(People, Permissions.People);
        Any(Bill, Permissions.Bill);
        Signed(Person);
        Signed(Watch, [Permissions.Read]);
        Signed(PeoplePerson, [Permissions.People]);
        Signed(BillPerson, [Permissions.Bill]);
        Signed(InspectPeoplePerson, [Permissions.People, Permissions.Audit]);
        Signed(BreakGlass, [Permissions.Decide], [Permissions.Manage]);
        options.AddPolicy(Scim, policy => policy.RequireAuthenticatedUser().RequireClaim(CallerClaims.Scope, Scopes.Scim));
        options.FallbackPolicy = null;

        void Any(string name, params string[] permissions) => options.AddPolicy(name, policy => policy.RequireAuthenticatedUser().RequireClaim(CallerClaims.Permission, permissions));

        // One of each set.
        void Signed(string name, params string[][] sets) => options.AddPolicy(name, policy =>
        {
            policy.RequireAuthenticatedUser().RequireClaim(CallerClaims.SignIn);
            foreach (var permissions in sets)
                policy.RequireClaim(CallerClaims.Permission, permissions);
        });
    }
}
