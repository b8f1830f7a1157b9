using System.Security.Cryptography;
using System.Xml;
using System.Xml.Linq;
using SaaSGate.Postgres.Federation;

namespace SaaSGate.ControlPlane.Federation.Saml;

/// <summary>
/// Believes an answer of a SAML provider, or says why not (SAML profiles, section 4.1.4). One response with one assertion; each of the two may be signed, one
/// must be, and what is there must hold. What counts is read from the bytes that were signed and from nothing else; what stands outside them can only refuse.
/// </summary>
internal sealed class SamlResponses(TimeProvider clock)
{
    private static readonly string[] Encrypted = ["EncryptedAssertion", "EncryptedID", "EncryptedAttribute", "EncryptedData"];

    /// <param name="provider">Who is to have said it.</param>
    /// <param name="expected">What it is to answer, and for whom it is to be meant.</param>
    /// <param name="xml">The response as it came.</param>
    public (SamlBelieved? Believed, SamlRefusal? Refusal) Read(KnownProvider provider, SamlExpected expected, byte[] xml)
    {
        try
        {
            return Believe(provider, expected, xml);
        }
        catch (Exception broken) when (broken is XmlException or CryptographicException)
        {
            return (null, SamlRefusal.Mismatch("no XML that is read here"));
        }
    }

    private (SamlBelieved? Believed, SamlRefusal? Refusal) Believe(KnownProvider provider, SamlExpected expected, byte[] xml)
    {
        // 1. One response, one assertion, and signatures nowhere but directly in these.
        var (document, unread) = SamlXml.Read(xml);
        if (document?.DocumentElement is not { } root)
            return (null, SamlRefusal.Mismatch(unread ?? "no XML that is read here"));
        var (assertion, refusal) = Shape(root);
        if (assertion is null)
            return (null, refusal);

        // 2. What was signed; the outer of two holds the inner.
        var (signed, why) = Signed(provider, root, assertion);
        if (signed is null)
            return (null, SamlRefusal.Mismatch(why!));

        // 3. From here on, nothing but what was signed says anything. The response around it may still speak against it.
        var said = SamlXml.Parse(signed);
        var outer = said.Name.LocalName == "Response" ? said : SamlXml.Parse(xml);
        var inner = said.Name.LocalName == "Response" ? said.Element(SamlNames.Assertion + "Assertion") : said;
        if (inner is null)
            return (null, SamlRefusal.Mismatch("not one assertion"));
        if (ResponseProblem(provider, expected, outer) is { } problem)
            return (null, SamlRefusal.Mismatch(problem));
        return new SamlAssertionReader(provider, expected, clock.GetUtcNow()).Read(inner);
    }

    private static (XmlElement? Assertion, SamlRefusal? Refusal) Shape(XmlElement root)
    {
        if (!Is(root, "Response", SamlNames.Protocol))
            return (null, SamlRefusal.Mismatch("no response"));
        var all = root.SelectNodes("descendant-or-self::*")!.OfType<XmlElement>().ToArray();
        if (Status(root) is { } status)
            return (null, status);
        if (all.Any(one => Encrypted.Contains(one.LocalName)))
            return (null, new("encrypted", "encrypted; only what is signed and not encrypted is read here"));
        if (all.Count(one => one.LocalName == "Response") != 1)
            return (null, SamlRefusal.Mismatch("more than one response"));
        if (all.Where(one => one.LocalName == "Assertion").ToArray() is not [var assertion] || assertion.ParentNode != root || !Is(assertion, "Assertion", SamlNames.Assertion))
            return (null, SamlRefusal.Mismatch("not one assertion"));
        var signatures = all.Where(one => one.LocalName == "Signature").ToArray();
        if (signatures.Length == 0)
            return (null, SamlRefusal.Mismatch("not signed"));
        return signatures.All(one => Is(one, "Signature", SamlNames.Signature) && (one.ParentNode == root || one.ParentNode == assertion)) && signatures.DistinctBy(one => one.ParentNode).Count() == signatures.Length
            ? (assertion, null)
            : (null, SamlRefusal.Mismatch("a signature where none belongs"));
    }

    /// <summary>A provider that signed nobody in says so without a signature, most often.</summary>
    private static SamlRefusal? Status(XmlElement root)
    {
        var codes = SamlXml.Children(root, "Status", SamlNames.Protocol).SelectMany(status => SamlXml.Children(status, "StatusCode", SamlNames.Protocol)).ToArray();
        if (codes is not [var code])
            return SamlRefusal.Mismatch("no status");
        if (code.GetAttribute("Value") == SamlNames.Success)
            return null;
        // The second code says more, where there is one; texts of a stranger are not repeated.
        var said = (SamlXml.Children(code, "StatusCode", SamlNames.Protocol).FirstOrDefault() ?? code).GetAttribute("Value");
        var name = said[(said.LastIndexOf(':') + 1)..];
        return new("refused", name.Length is > 0 and < 60 && name.All(char.IsAsciiLetter) ? name : "no success");
    }

    private static (byte[]? Signed, string? Why) Signed(KnownProvider provider, XmlElement root, XmlElement assertion)
    {
        var keys = SamlCertificates.Keys(provider.What.Certificates ?? "");
        try
        {
            byte[]? outermost = null;
            foreach (var element in new[] { root, assertion })
            {
                if (SamlXml.Children(element, "Signature", SamlNames.Signature).FirstOrDefault() is not { } signature)
                    continue;
                var (signed, why) = SamlSignature.Verify(element, signature, keys);
                if (signed is null)
                    return (null, why);
                outermost ??= signed;
            }

            return (outermost, outermost is null ? "not signed" : null);
        }
        finally
        {
            foreach (var key in keys)
                key.Dispose();
        }
    }

    private static string? ResponseProblem(KnownProvider provider, SamlExpected expected, XElement response)
    {
        if ((string?)response.Attribute("Version") != SamlNames.Version)
            return "version";
        if ((string?)response.Attribute("Destination") is { } destination && destination != expected.Recipient)
            return "destination";
        if ((string?)response.Attribute("InResponseTo") != expected.RequestId)
            return "InResponseTo";
        return response.Element(SamlNames.Assertion + "Issuer") is { } issuer && SamlAssertionReader.Text(issuer) != provider.Issuer ? "issuer" : null;
    }

    private static bool Is(XmlElement element, string name, XNamespace space) => element.LocalName == name && element.NamespaceURI == space.NamespaceName;
}
