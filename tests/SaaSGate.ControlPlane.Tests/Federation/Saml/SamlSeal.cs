using System.Security.Cryptography;

namespace SaaSGate.ControlPlane.Tests.Federation.Saml;

/// <summary>How a signature is made: rightly, unless a test says otherwise.</summary>
internal sealed record SamlSeal
{
    public const string Exclusive = "http://www.w3.org/2001/10/xml-exc-c14n#", Enveloped = "http://www.w3.org/2000/09/xmldsig#enveloped-signature";

    public string Canonicalization { get; init; } = $"""<ds:CanonicalizationMethod Algorithm="{Exclusive}"/>""";

    public string Method { get; init; } = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256";

    public string Transforms { get; init; } = $"""<ds:Transform Algorithm="{Enveloped}"/><ds:Transform Algorithm="{Exclusive}"/>""";

    public string Digest { get; init; } = "http://www.w3.org/2001/04/xmlenc#sha256";

    public HashAlgorithmName DigestHash { get; init; } = HashAlgorithmName.SHA256;

    /// <summary>Prefixes that canonicalization of the element keeps.</summary>
    public string Prefixes { get; init; } = "";

    /// <summary>What is referred to; the element itself when null.</summary>
    public string? Uri { get; init; }

    /// <summary>Comes after the first reference.</summary>
    public string More { get; init; } = "";

    /// <summary>Signs bytes; null for the provider's own key, RSA with SHA-256.</summary>
    public Func<byte[], byte[]>? Sign { get; init; }

    public string KeyInfo { get; init; } = "";
}
