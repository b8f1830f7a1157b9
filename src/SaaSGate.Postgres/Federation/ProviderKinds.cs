namespace SaaSGate.Postgres.Federation;

/// <summary>What identity providers speak.</summary>
public static class ProviderKinds
{
    /// <summary>OpenID Connect.</summary>
    public const string Oidc = "oidc";

    /// <summary>SAML 2.0.</summary>
    public const string Saml = "saml";
}
