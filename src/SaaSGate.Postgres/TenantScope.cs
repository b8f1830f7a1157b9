using SaaSGate.Contracts.Ids;

namespace SaaSGate.Postgres;

/// <summary>
/// Whose rows a transaction sees. Row-level security reads it from the settings <c>saasgate.organisation</c>,
/// <c>saasgate.user</c> and <c>saasgate.grant</c>; a part that is absent is set to the empty string, which matches nothing.
/// </summary>
/// <param name="Organisation">The organisation whose rows are seen and written.</param>
/// <param name="User">A person who may also see which organisations they belong to.</param>
/// <param name="Grant">A live grant through which this organisation, a partner, sees the approvals of another.</param>
public readonly record struct TenantScope(Id<Organisation>? Organisation, Id<User>? User = null, Id<Grant>? Grant = null)
{
    /// <summary>A person outside any organisation: their memberships and nothing else.</summary>
    public static TenantScope Of(Id<User> user) => new(null, user);

    /// <summary>One organisation.</summary>
    public static implicit operator TenantScope(Id<Organisation> organisation) => new(organisation);
}
