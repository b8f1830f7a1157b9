using System.Xml;
using System.Xml.Linq;
using SaaSGate.Contracts.Ids;

namespace SaaSGate.ControlPlane.Federation.Saml;

/// <summary>Metadata of SAML (https://docs.oasis-open.org/security/saml/v2.0/saml-metadata-2.0-os.pdf): SaaSGate's own, and what of a provider's is needed.</summary>
internal static class SamlMetadata
{
    /// <summary>SaaSGate as a provider knows it. All of it follows from the provider's id, so it says nothing about whether there is one.</summary>
    public static string Describe(Id<IdentityProvider> id, ProviderLinks links) => new XElement(
        SamlNames.Metadata + "EntityDescriptor",
        new XAttribute("xmlns", SamlNames.Metadata),
        new XAttribute("entityID", links.SamlMetadata(id).AbsoluteUri),
        new XElement(
            SamlNames.Metadata + "SPSSODescriptor",
            new XAttribute("AuthnRequestsSigned", "false"),
            new XAttribute("WantAssertionsSigned", "true"),
            new XAttribute("protocolSupportEnumeration", SamlNames.Protocol),
            new XElement(SamlNames.Metadata + "NameIDFormat", SamlNames.Persistent),
            new XElement(SamlNames.Metadata + "NameIDFormat", SamlNames.EmailAddress),
            new XElement(
                SamlNames.Metadata + "AssertionConsumerService",
                new XAttribute("Binding", SamlNames.PostBinding),
                new XAttribute("Location", links.Redirect(id).AbsoluteUri),
                new XAttribute("index", "0"),
                new XAttribute("isDefault", "true")))).ToString();

    /// <summary>What a provider's metadata says. Whoever pastes it vouches for it: a signature on it is not looked at.</summary>
    /// <returns>It; or what is wrong with it, in words.</returns>
    public static (SamlProviderFacts? Facts, string? Wrong) Read(string text)
    {
        try
        {
            var root = SamlXml.ParsePasted(text);
            var entities = root.DescendantsAndSelf(SamlNames.Metadata + "EntityDescriptor").Where(one => one.Element(SamlNames.Metadata + "IDPSSODescriptor") is not null).ToArray();
            if (entities is not [var entity])
                return (null, entities.Length == 0 ? "It describes no identity provider." : "It describes several identity providers: paste that of one.");
            var provider = entity.Element(SamlNames.Metadata + "IDPSSODescriptor")!;
            var place = provider.Elements(SamlNames.Metadata + "SingleSignOnService").FirstOrDefault(one => (string?)one.Attribute("Binding") == SamlNames.RedirectBinding);
            if ((string?)place?.Attribute("Location") is not { } location)
                return (null, "It names no address for single sign-on by HTTP-Redirect.");
            var certificates = provider.Elements(SamlNames.Metadata + "KeyDescriptor").Where(key => (string?)key.Attribute("use") is null or "signing")
                .Descendants(SamlNames.Signature + "X509Certificate").Select(one => SamlCertificates.Normalize(one.Value, out _)).ToArray();
            if (certificates.Length == 0 || certificates.Any(one => one.Length == 0))
                return (null, certificates.Length == 0 ? "It holds no certificate that signs." : "It holds a certificate that is not read here.");
            return (new((string?)entity.Attribute("entityID") ?? "", location, string.Join('\n', certificates.Distinct())), null);
        }
        catch (XmlException)
        {
            return (null, "This is no XML that is read here.");
        }
    }
}
