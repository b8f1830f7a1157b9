namespace SaaSGate.ControlPlane.Identity;

/// <summary>
/// What people and tokens may do. A role is a name for a set of them; which set each has, <c>tenant.built_in_roles</c> and <c>tenant.roles</c> say. What a
/// caller may do is read from there with each request.
/// </summary>
internal static class Permissions
{
    /// <summary>Reads skills, sessions with prompts and answers, approvals, policies, settings.</summary>
    public const string Read = "read";

    /// <summary>Decides about what is held.</summary>
    public const string Decide = "decide";

    /// <summary>Locks, stops, incidents, legal holds, exposure look-ups.</summary>
    public const string Contain = "contain";

    /// <summary>Writes policies and puts them in force.</summary>
    public const string Policies = "policies";

    /// <summary>Reads the audit log and evidence, and how everything is set up.</summary>
    public const string Audit = "audit";

    /// <summary>Skills, connections, channels, exports, retention, partners and other settings.</summary>
    public const string Manage = "manage";

    /// <summary>Members, roles, identity providers, the directory, API tokens; offboards people.</summary>
    public const string People = "people";

    /// <summary>Pays.</summary>
    public const string Bill = "bill";

    /// <summary>Says who owns the organisation, and whether passwords open it. No custom role's, and no token's.</summary>
    public const string Own = "own";

    /// <summary>All that a custom role can hold.</summary>
    public static readonly string[] Given = [Read, Decide, Contain, Policies, Audit, Manage, People, Bill];
}
