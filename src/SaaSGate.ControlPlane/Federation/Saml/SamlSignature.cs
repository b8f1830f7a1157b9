using System.Security.Cryptography;
using System.Xml;
using System.Xml.Linq;

namespace SaaSGate.ControlPlane.Federation.Saml;

/// <summary>
/// Holds the signature that stands in an element against keys that are known (SAML core, section 5.4; XML Signature, section 3.2). A signature covers its own
/// parent or nothing; no key, no certificate and no address that a message names is looked at.
/// </summary>
internal static class SamlSignature
{
    private static readonly Dictionary<string, (HashAlgorithmName Hash, bool IsRsa)> Methods = new(StringComparer.Ordinal)
    {
        ["http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"] = (HashAlgorithmName.SHA256, true),
        ["http://www.w3.org/2001/04/xmldsig-more#rsa-sha384"] = (HashAlgorithmName.SHA384, true),
        ["http://www.w3.org/2001/04/xmldsig-more#rsa-sha512"] = (HashAlgorithmName.SHA512, true),
        ["http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256"] = (HashAlgorithmName.SHA256, false),
        ["http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha384"] = (HashAlgorithmName.SHA384, false),
        ["http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha512"] = (HashAlgorithmName.SHA512, false),
    };

    private static readonly Dictionary<string, HashAlgorithmName> Digests = new(StringComparer.Ordinal)
    {
        ["http://www.w3.org/2001/04/xmlenc#sha256"] = HashAlgorithmName.SHA256,
        ["http://www.w3.org/2001/04/xmldsig-more#sha384"] = HashAlgorithmName.SHA384,
        ["http://www.w3.org/2001/04/xmlenc#sha512"] = HashAlgorithmName.SHA512,
    };

    /// <returns>The bytes that are signed: the element in canonical form, without the signature. Or why they are not, in words for administrators.</returns>
    public static (byte[]? Signed, string? Why) Verify(XmlElement element, XmlElement signature, IReadOnlyList<AsymmetricAlgorithm> keys)
    {
        // 1. What was signed is read from the bytes that were signed.
        if (Parts(signature) is not [{ LocalName: "SignedInfo" } info, { LocalName: "SignatureValue" } value, .. { Length: <= 1 } rest] || rest is not ([] or [{ LocalName: "KeyInfo" }]))
            return (null, "a signature of another shape");
        if (Prefixes(SamlXml.Children(info, "CanonicalizationMethod", SamlNames.Signature).FirstOrDefault()) is not { } prefixes)
            return (null, "canonicalization");
        var bytes = SamlXml.Canonical(info, withoutSignature: false, prefixes);
        var (claim, why) = Read(SamlXml.Parse(bytes), prefixes, element.GetAttribute("ID"));
        if (claim is null)
            return (null, why);

        // 2. The signature is of a known key, and of a kind that the key makes.
        if (Base64(value.InnerText) is not { } mark || !keys.Any(key => Holds(key, claim, bytes, mark)))
            return (null, "signature");

        // 3. The element is what was signed.
        var signed = SamlXml.Canonical(element, withoutSignature: true, claim.Prefixes);
        return CryptographicOperations.FixedTimeEquals(CryptographicOperations.HashData(claim.Digest, signed), claim.DigestValue) ? (signed, null) : (null, "digest");
    }

    private static (Claim? Claim, string? Why) Read(XElement info, string prefixes, string id)
    {
        if (info.Elements().ToArray() is not [var canonical, var method, var reference] || canonical.Name.LocalName != "CanonicalizationMethod" || method.Name.LocalName != "SignatureMethod"
            || reference.Name.LocalName != "Reference" || info.Elements().Any(one => one.Name.Namespace != SamlNames.Signature))
            return (null, "a signature of another shape");
        if (Prefixes(canonical) != prefixes)
            return (null, "canonicalization");
        if (method.HasElements || !Methods.TryGetValue(Algorithm(method), out var way))
            return (null, "algorithm");
        if (id.Length == 0 || (string?)reference.Attribute("URI") != $"#{id}")
            return (null, "a signature of something else");
        if (reference.Elements().ToArray() is not [var transforms, var digest, var value] || transforms.Name != SamlNames.Signature + "Transforms" || digest.Name != SamlNames.Signature + "DigestMethod"
            || value.Name != SamlNames.Signature + "DigestValue" || value.HasElements)
            return (null, "a signature of another shape");
        if (transforms.Elements().ToArray() is not [var first, var second] || transforms.Elements().Any(one => one.Name != SamlNames.Signature + "Transform") || first.HasElements
            || Algorithm(first) != SamlNames.Enveloped || Prefixes(second) is not { } kept)
            return (null, "transforms");
        if (digest.HasElements || !Digests.TryGetValue(Algorithm(digest), out var hash))
            return (null, "digest algorithm");
        return Base64(value.Value) is { } said ? (new(way.Hash, way.IsRsa, hash, said, kept), null) : (null, "digest");
    }

    private static bool Holds(AsymmetricAlgorithm key, Claim claim, byte[] bytes, byte[] mark) => key switch
    {
        RSA rsa => claim.IsRsa && rsa.VerifyData(bytes, mark, claim.Hash, RSASignaturePadding.Pkcs1),
        ECDsa curve => !claim.IsRsa && curve.VerifyData(bytes, mark, claim.Hash, DSASignatureFormat.IeeeP1363FixedFieldConcatenation),
        _ => false,
    };

    private static XmlElement[] Parts(XmlElement signature) =>
        signature.ChildNodes.OfType<XmlElement>().ToArray() is var parts && parts.All(part => part.NamespaceURI == SamlNames.Signature.NamespaceName) ? parts : [];

    /// <summary>Prefixes that exclusive canonicalization keeps; null where it is something else.</summary>
    private static string? Prefixes(XmlElement? method) => method is null ? null : Prefixes(SamlXml.Parse(SamlXml.Canonical(method, withoutSignature: false, "")));

    private static string? Prefixes(XElement method)
    {
        XNamespace exclusive = SamlNames.ExclusiveCanonical;
        if (Algorithm(method) != SamlNames.ExclusiveCanonical)
            return null;
        return method.Elements().ToArray() switch
        {
            [] => "",
            [{ HasElements: false } kept] when kept.Name == exclusive + "InclusiveNamespaces" => (string?)kept.Attribute("PrefixList") ?? "",
            _ => null,
        };
    }

    private static string Algorithm(XElement method) => (string?)method.Attribute("Algorithm") ?? "";

    private static byte[]? Base64(string text)
    {
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var length) ? bytes[..length] : null;
    }

    /// <summary>What a signature says of itself and of the element.</summary>
    private sealed record Claim(HashAlgorithmName Hash, bool IsRsa, HashAlgorithmName Digest, byte[] DigestValue, string Prefixes);
}
