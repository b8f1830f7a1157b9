namespace SaaSGate.ControlPlane.Identity;

/// <summary>What an API token may do.</summary>
internal static class Scopes
{
    public const string Read = "read", Approve = "approve", Manage = "manage", Scim = "scim";

    /// <summary>Scopes that a person may ask for; SCIM tokens are made with the identity provider's connection.</summary>
    public static readonly string[] ForTokens = [Read, Approve, Manage];
}
