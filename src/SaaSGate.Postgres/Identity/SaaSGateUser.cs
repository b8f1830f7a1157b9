using Microsoft.AspNetCore.Identity;

namespace SaaSGate.Postgres.Identity;

/// <summary>A person who can sign in. The id is <c>usr_…</c>; the user name is the e-mail address.</summary>
public sealed class SaaSGateUser : IdentityUser
{
    /// <summary>The person's name.</summary>
    public string DisplayName { get; set; } = "";
}
