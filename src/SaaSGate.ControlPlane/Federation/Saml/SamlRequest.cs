using System.IO.Compression;
using System.Text;
using System.Xml.Linq;
using SaaSGate.Postgres.Federation;

namespace SaaSGate.ControlPlane.Federation.Saml;

/// <summary>Asks a provider to sign somebody in (SAML core, section 3.4.1), by the redirect binding with DEFLATE (SAML bindings, section 3.4.4.1). It is not signed: it holds nothing secret.</summary>
internal static class SamlRequest
{
    /// <param name="provider">Where to.</param>
    /// <param name="links">SaaSGate's own addresses.</param>
    /// <param name="id">What the answer must name.</param>
    /// <param name="state">Comes back as it is; at most 80 bytes (SAML bindings, section 3.4.3).</param>
    /// <param name="fresh">Whether the person must show anew who they are.</param>
    /// <param name="now">When.</param>
    public static Dictionary<string, string> Query(KnownProvider provider, ProviderLinks links, string id, string state, bool fresh, DateTimeOffset now)
    {
        var request = new XElement(
            SamlNames.Protocol + "AuthnRequest",
            new XAttribute(XNamespace.Xmlns + "samlp", SamlNames.Protocol),
            new XAttribute(XNamespace.Xmlns + "saml", SamlNames.Assertion),
            new XAttribute("ID", id),
            new XAttribute("Version", SamlNames.Version),
            new XAttribute("IssueInstant", $"{now:yyyy-MM-dd'T'HH:mm:ss'Z'}"),
            new XAttribute("Destination", provider.What.SsoUrl!),
            new XAttribute("AssertionConsumerServiceURL", links.Redirect(provider.Id).AbsoluteUri),
            new XAttribute("ProtocolBinding", SamlNames.PostBinding),
            fresh ? new XAttribute("ForceAuthn", "true") : null,
            new XElement(SamlNames.Assertion + "Issuer", links.SamlMetadata(provider.Id).AbsoluteUri),
            new XElement(SamlNames.Protocol + "NameIDPolicy", new XAttribute("AllowCreate", "true")));
        using var packed = new MemoryStream();
        using (var deflate = new DeflateStream(packed, CompressionLevel.SmallestSize))
            deflate.Write(Encoding.UTF8.GetBytes(request.ToString(SaveOptions.DisableFormatting)));
        return new() { ["SAMLRequest"] = Convert.ToBase64String(packed.ToArray()), ["RelayState"] = state };
    }
}
