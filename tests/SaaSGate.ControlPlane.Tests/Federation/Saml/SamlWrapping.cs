using System.Xml;

namespace SaaSGate.ControlPlane.Tests.Federation.Saml;

/// <summary>
/// Signature wrapping: a signature stays valid over what it was made for, while what is read is another's. The eight ways of "On Breaking SAML: Be Whoever You
/// Want to Be" (Somorovsky et al., USENIX Security 2012), and some more.
/// </summary>
internal static class SamlWrapping
{
    public const string Victim = "00u-admin";

    private static readonly Dictionary<string, Action<XmlDocument>> OfResponses = new()
    {
        // The signed response within the signature of another.
        ["1"] = document => Wrap(document, (evil, original) => SamlIssuer.SignatureOf(evil)!.AppendChild(original)),
        // The signed response beside the signature of another.
        ["2"] = document => Wrap(document, (evil, original) => evil.InsertBefore(original, SamlIssuer.SignatureOf(evil))),
    };

    private static readonly Dictionary<string, Action<XmlDocument>> OfAssertions = new()
    {
        // Another assertion before the signed one.
        ["3"] = document => document.DocumentElement!.InsertBefore(Evil(document), SamlIssuer.AssertionOf(document)),
        // Another assertion around the signed one.
        ["4"] = document =>
        {
            var (evil, original) = (Evil(document), SamlIssuer.AssertionOf(document));
            document.DocumentElement!.ReplaceChild(evil, original);
            evil.AppendChild(original);
        },
        // Another assertion takes the signature; the signed one stands at the end.
        ["5"] = document =>
        {
            var original = SamlIssuer.AssertionOf(document);
            var evil = Evil(document, keepSignature: true);
            document.DocumentElement!.ReplaceChild(evil, original);
            document.DocumentElement.AppendChild(Bare(original));
        },
        // Another assertion takes the signature, and the signed one stands in that.
        ["6"] = document =>
        {
            var original = SamlIssuer.AssertionOf(document);
            var evil = Evil(document, keepSignature: true);
            document.DocumentElement!.ReplaceChild(evil, original);
            SamlIssuer.SignatureOf(evil)!.AppendChild(Bare(original));
        },
        // Another assertion among extensions, which may hold anything.
        ["7"] = document => document.DocumentElement!.InsertBefore(Within(document, "Extensions", SamlIssuer.Protocol, Evil(document, sameId: true)), SamlIssuer.AssertionOf(document)),
        // The signed assertion within an object of the signature that another took.
        ["8"] = document =>
        {
            var original = SamlIssuer.AssertionOf(document);
            var evil = Evil(document, keepSignature: true);
            document.DocumentElement!.ReplaceChild(evil, original);
            SamlIssuer.SignatureOf(evil)!.AppendChild(Within(document, "Object", "http://www.w3.org/2000/09/xmldsig#", Bare(original)));
        },
        // The same with an ID that differs, so that the IDs are unique.
        ["7 with another ID"] = document => document.DocumentElement!.InsertBefore(Within(document, "Extensions", SamlIssuer.Protocol, Evil(document)), SamlIssuer.AssertionOf(document)),
        ["another assertion after the signed one"] = document => document.DocumentElement!.AppendChild(Evil(document)),
        ["another assertion of the same ID"] = document => document.DocumentElement!.InsertBefore(Evil(document, sameId: true), SamlIssuer.AssertionOf(document)),
        // The signed assertion under a name that nobody counts: only what it was signed as is signed.
        ["the signed assertion under another name"] = document =>
        {
            var original = SamlIssuer.AssertionOf(document);
            var evil = Evil(document, keepSignature: true);
            document.DocumentElement!.ReplaceChild(evil, original);
            document.DocumentElement.AppendChild(Renamed(Bare(original)));
        },
        // Only the name is another, by an element that some readers would skip.
        ["another subject beside the signed one"] = document =>
        {
            var subject = (XmlElement)document.GetElementsByTagName("Subject", SamlIssuer.Assertions)[0]!;
            var evil = (XmlElement)subject.CloneNode(deep: true);
            evil.GetElementsByTagName("NameID", SamlIssuer.Assertions)[0]!.InnerText = Victim;
            subject.ParentNode!.InsertBefore(evil, subject);
        },
        ["another response around"] = document =>
        {
            var original = document.DocumentElement!;
            var evil = (XmlElement)original.CloneNode(deep: false);
            evil.SetAttribute("ID", "_around");
            document.ReplaceChild(evil, original);
            foreach (var child in original.ChildNodes.OfType<XmlElement>().Where(child => child.LocalName != "Assertion"))
                evil.AppendChild(child.CloneNode(deep: true));
            evil.AppendChild(original);
        },
        ["the signature among extensions"] = document =>
        {
            var original = SamlIssuer.AssertionOf(document);
            var signature = SamlIssuer.SignatureOf(original)!;
            original.GetElementsByTagName("NameID", SamlIssuer.Assertions)[0]!.InnerText = Victim;
            document.DocumentElement!.InsertBefore(Within(document, "Extensions", SamlIssuer.Protocol, signature), original);
        },
        ["the signature in the subject"] = document =>
        {
            var original = SamlIssuer.AssertionOf(document);
            original.GetElementsByTagName("Subject", SamlIssuer.Assertions)[0]!.AppendChild(SamlIssuer.SignatureOf(original)!);
        },
        ["the signature in the response"] = document => document.DocumentElement!.InsertBefore(SamlIssuer.SignatureOf(SamlIssuer.AssertionOf(document))!, SamlIssuer.AssertionOf(document)),
        ["two signatures in the assertion"] = document =>
        {
            var signature = SamlIssuer.SignatureOf(SamlIssuer.AssertionOf(document))!;
            signature.ParentNode!.InsertAfter(signature.CloneNode(deep: true), signature);
        },
        ["an assertion of another namespace"] = document =>
        {
            var evil = Evil(document);
            var other = document.CreateElement("Assertion", "urn:oasis:names:tc:SAML:1.0:assertion");
            other.InnerXml = evil.InnerXml;
            document.DocumentElement!.InsertBefore(other, SamlIssuer.AssertionOf(document));
        },
    };

    public static IEnumerable<string> Ways => OfResponses.Keys.Concat(OfAssertions.Keys);

    /// <summary>A response that is signed rightly, and then wrapped.</summary>
    public static string Make(SamlIssuer issuer, SamlScript script, string way)
    {
        var whole = OfResponses.TryGetValue(way, out var wrap);
        var document = SamlIssuer.Load(whole ? issuer.AnswerWhole(script) : issuer.Answer(script));
        (wrap ?? OfAssertions[way])(document);
        return document.OuterXml;
    }

    private static void Wrap(XmlDocument document, Action<XmlElement, XmlElement> place)
    {
        var original = document.DocumentElement!;
        var evil = (XmlElement)original.CloneNode(deep: true);
        evil.SetAttribute("ID", "_evil-response");
        evil.GetElementsByTagName("NameID", SamlIssuer.Assertions)[0]!.InnerText = Victim;
        ((XmlElement)evil.GetElementsByTagName("Assertion", SamlIssuer.Assertions)[0]!).SetAttribute("ID", "_evil");
        document.ReplaceChild(evil, original);
        place(evil, Bare(original));
    }

    /// <summary>An assertion about the victim, made after the one that is signed.</summary>
    private static XmlElement Evil(XmlDocument document, bool keepSignature = false, bool sameId = false)
    {
        var evil = (XmlElement)SamlIssuer.AssertionOf(document).CloneNode(deep: true);
        if (!sameId)
            evil.SetAttribute("ID", "_evil");
        evil.GetElementsByTagName("NameID", SamlIssuer.Assertions)[0]!.InnerText = Victim;
        if (!keepSignature)
            evil.RemoveChild(SamlIssuer.SignatureOf(evil)!);
        return evil;
    }

    /// <summary>What was signed, without its signature.</summary>
    private static XmlElement Bare(XmlElement signed)
    {
        var bare = (XmlElement)signed.CloneNode(deep: true);
        bare.RemoveChild(SamlIssuer.SignatureOf(bare)!);
        return bare;
    }

    private static XmlElement Within(XmlDocument document, string name, string space, XmlNode inside)
    {
        var around = document.CreateElement(name, space);
        around.AppendChild(inside);
        return around;
    }

    private static XmlElement Renamed(XmlElement element)
    {
        var other = element.OwnerDocument.CreateElement("saml", "Evidence", SamlIssuer.Assertions);
        other.InnerXml = element.InnerXml;
        other.SetAttribute("ID", element.GetAttribute("ID"));
        return other;
    }
}
