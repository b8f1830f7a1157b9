using System.Xml.Linq;

namespace SaaSGate.ControlPlane.Federation.Saml;

/// <summary>Names of SAML 2.0 and of XML signatures.</summary>
internal static class SamlNames
{
    public const string Bearer = "urn:oasis:names:tc:SAML:2.0:cm:bearer", Success = "urn:oasis:names:tc:SAML:2.0:status:Success", Version = "2.0";

    public const string PostBinding = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST", RedirectBinding = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect";

    public const string Persistent = "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent", Transient = "urn:oasis:names:tc:SAML:2.0:nameid-format:transient";

    public const string EmailAddress = "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress", Unspecified = "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified";

    public const string Entity = "urn:oasis:names:tc:SAML:2.0:nameid-format:entity";

    public const string ExclusiveCanonical = "http://www.w3.org/2001/10/xml-exc-c14n#", Enveloped = "http://www.w3.org/2000/09/xmldsig#enveloped-signature";

    public static readonly XNamespace Assertion = "urn:oasis:names:tc:SAML:2.0:assertion", Protocol = "urn:oasis:names:tc:SAML:2.0:protocol";

    public static readonly XNamespace Metadata = "urn:oasis:names:tc:SAML:2.0:metadata", Signature = "http://www.w3.org/2000/09/xmldsig#";
}
