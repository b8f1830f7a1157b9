namespace SaaSGate.ControlPlane.Identity;

/// <summary>What an API token may do: as much of it as the person who made it may do now.</summary>
internal static class Scopes
{
    public const string Read = "read", Approve = "approve", Contain = "contain", Policies = "policies", Audit = "audit", Manage = "manage", Scim = "scim";

    /// <summary>Scopes that a person may ask for; SCIM tokens are made with the identity provider's connection.</summary>
    public static readonly string[] ForTokens = [Read, Approve, Contain, Policies, Audit, Manage];

    /// <summary>The permission that a scope is named after: who asks for the scope has it.</summary>
    public static string Needs(string scope) => scope == Approve ? Permissions.Decide : scope;

    /// <summary>What scopes allow. <c>manage</c> was there before its parts and holds them still.</summary>
    public static IEnumerable<string> Allow(IEnumerable<string> scopes) => scopes.SelectMany(scope => scope switch
    {
        Scim => [],
        Manage => [Permissions.Manage, Permissions.Contain, Permissions.Policies, Permissions.Audit, Permissions.People],
        _ => new[] { Needs(scope) },
    }).Distinct();
}
