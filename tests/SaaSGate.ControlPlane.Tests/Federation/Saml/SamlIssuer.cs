using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Security.Cryptography.Xml;
using System.Text;
using System.Xml;

namespace SaaSGate.ControlPlane.Tests.Federation.Saml;

/// <summary>A SAML provider whose responses a test writes by hand: right ones, and those that attackers would make.</summary>
internal sealed class SamlIssuer : IDisposable
{
    public const string EntityId = "https://idp.handmade.example/saml", Protocol = "urn:oasis:names:tc:SAML:2.0:protocol", Assertions = "urn:oasis:names:tc:SAML:2.0:assertion";
    private const string Signatures = "http://www.w3.org/2000/09/xmldsig#";

    public SamlIssuer() => Certificate = Certify(new CertificateRequest("CN=idp.handmade.example", Key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));

    public RSA Key { get; } = RSA.Create(2048);

    public ECDsa Curve { get; } = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public X509Certificate2 Certificate { get; }

    public string Pem => Certificate.ExportCertificatePem();

    /// <summary>A certificate of the elliptic curve's key.</summary>
    public string CurvePem
    {
        get
        {
            using var made = Certify(new CertificateRequest("CN=curve.handmade.example", Curve, HashAlgorithmName.SHA256));
            return made.ExportCertificatePem();
        }
    }

    public static XmlDocument Load(string xml)
    {
        var document = new XmlDocument { PreserveWhitespace = true, XmlResolver = null };
        document.LoadXml(xml);
        return document;
    }

    public static XmlElement AssertionOf(XmlDocument document) => (XmlElement)document.GetElementsByTagName("Assertion", Assertions)[0]!;

    public static XmlElement? SignatureOf(XmlElement element) => element.ChildNodes.OfType<XmlElement>().FirstOrDefault(child => child.LocalName == "Signature" && child.NamespaceURI == Signatures);

    /// <summary>A response whose assertion is signed.</summary>
    public string Answer(SamlScript script, SamlSeal? seal = null)
    {
        var document = Load(script.ToXml());
        Sign(AssertionOf(document), seal);
        return document.OuterXml;
    }

    /// <summary>A response that is signed as a whole, and its assertion besides where that is wanted.</summary>
    public string AnswerWhole(SamlScript script, bool both = false)
    {
        var document = Load(script.ToXml());
        if (both)
            Sign(AssertionOf(document));
        Sign(document.DocumentElement!);
        return document.OuterXml;
    }

    /// <summary>A response that .NET's own SignedXml signs.</summary>
    public string AnswerByLibrary(SamlScript script)
    {
        var document = Load(script.ToXml());
        var target = AssertionOf(document);
        var signed = new SignedXml(document) { SigningKey = Key };
        signed.SignedInfo!.CanonicalizationMethod = SignedXml.XmlDsigExcC14NTransformUrl;
        signed.SignedInfo.SignatureMethod = SignedXml.XmlDsigRSASHA512Url;
        var reference = new Reference($"#{target.GetAttribute("ID")}") { DigestMethod = SignedXml.XmlDsigSHA512Url };
        reference.AddTransform(new XmlDsigEnvelopedSignatureTransform());
        reference.AddTransform(new XmlDsigExcC14NTransform { InclusiveNamespacesPrefixList = "xs xsi #default" });
        signed.AddReference(reference);
        signed.KeyInfo.AddClause(new KeyInfoX509Data(Certificate));
        signed.ComputeSignature();
        target.InsertAfter(signed.GetXml(), target.FirstChild!.NextSibling);
        return document.OuterXml;
    }

    /// <summary>Puts a signature after the issuer of an element.</summary>
    public XmlElement Sign(XmlElement element, SamlSeal? seal = null)
    {
        seal ??= new();
        var digest = CryptographicOperations.HashData(seal.DigestHash, Canonical(element, seal.Prefixes));
        var info = Load(
            $"""
            <ds:SignedInfo xmlns:ds="{Signatures}">{seal.Canonicalization}<ds:SignatureMethod Algorithm="{seal.Method}"/><ds:Reference URI="{seal.Uri ?? $"#{element.GetAttribute("ID")}"}"><ds:Transforms>{seal.Transforms}</ds:Transforms><ds:DigestMethod Algorithm="{seal.Digest}"/><ds:DigestValue>{Convert.ToBase64String(digest)}</ds:DigestValue></ds:Reference>{seal.More}</ds:SignedInfo>
            """);
        var bytes = Canonical(info.DocumentElement!, "");
        var mark = seal.Sign is { } sign ? sign(bytes) : Key.SignData(bytes, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var signature = Load($"""<ds:Signature xmlns:ds="{Signatures}">{info.OuterXml}<ds:SignatureValue>{Convert.ToBase64String(mark)}</ds:SignatureValue>{seal.KeyInfo}</ds:Signature>""");
        var issuer = element.ChildNodes.OfType<XmlElement>().First(child => child.LocalName == "Issuer");
        return (XmlElement)element.InsertAfter(element.OwnerDocument.ImportNode(signature.DocumentElement!, deep: true), issuer)!;
    }

    public void Dispose()
    {
        Certificate.Dispose();
        Key.Dispose();
        Curve.Dispose();
    }

    private static X509Certificate2 Certify(CertificateRequest request)
    {
        var now = TimeProvider.System.GetUtcNow();
        return request.CreateSelfSigned(now.AddDays(-1), now.AddDays(30));
    }

    /// <summary>Serialized and read again, so that the namespaces around it do not matter: nothing of the product is used here.</summary>
    private static byte[] Canonical(XmlElement element, string prefixes)
    {
        var transform = new XmlDsigExcC14NTransform(false, prefixes);
        var alone = new XmlDocument { PreserveWhitespace = true, XmlResolver = null };
        using var reader = XmlReader.Create(new MemoryStream(Encoding.UTF8.GetBytes(element.OuterXml)));
        alone.Load(reader);
        foreach (var signature in alone.DocumentElement!.ChildNodes.OfType<XmlElement>().Where(child => child.LocalName == "Signature").ToArray())
            alone.DocumentElement.RemoveChild(signature);
        transform.LoadInput(alone);
        using var output = (Stream)transform.GetOutput(typeof(Stream));
        using var bytes = new MemoryStream();
        output.CopyTo(bytes);
        return bytes.ToArray();
    }
}
